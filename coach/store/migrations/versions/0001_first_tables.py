"""First tables: workspaces, people, conversations and what comes of them."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "key_check",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        _words("sealed"),
        sa.PrimaryKeyConstraint("id", name="pk_key_check"),
    )
    op.create_table(
        "workspace",
        _plain("id"),
        _words("name"),
        sa.Column("local", sa.Boolean),
        _instant("created_at"),
        sa.PrimaryKeyConstraint("id", name="pk_workspace"),
        sa.UniqueConstraint("local", name="uq_workspace_local"),
    )
    op.create_table(
        "person",
        _plain("id"),
        _words("display_name"),
        _words("preferences"),
        sa.Column("local", sa.Boolean),
        _instant("created_at"),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("local", name="uq_person_local"),
    )
    op.create_table(
        "membership",
        *_owner(),
        _plain("role"),
        sa.PrimaryKeyConstraint("role", "workspace_id", "owner_id", name="pk_membership"),
        *_in_workspace_of_person("membership"),
    )
    op.create_table(
        "conversation",
        *_owner(),
        _plain("id"),
        _plain("kind"),
        _plain("scenario", nullable=True),
        _words("title"),
        sa.Column("title_by_leader", sa.Boolean, nullable=False),
        _words("state"),
        _plain("stage"),
        sa.Column("message_count", sa.Integer, nullable=False),
        _instant("created_at"),
        _instant("updated_at"),
        _instant("archived_at", nullable=True),
        _instant("deleted_at", nullable=True),
        sa.PrimaryKeyConstraint("id", "workspace_id", "owner_id", name="pk_conversation"),
        *_in_workspace_of_person("conversation"),
    )
    _index("conversation", "workspace_id", "owner_id", "updated_at")
    _index("conversation", "deleted_at")
    op.create_table(
        "message",
        *_owner(),
        _plain("id"),
        _plain("conversation_id"),
        sa.Column("position", sa.Integer, nullable=False),
        _plain("role"),
        _words("text"),
        _plain("status"),
        _plain("reply_to", nullable=True),
        _words("meta"),
        _instant("created_at"),
        sa.PrimaryKeyConstraint("id", "workspace_id", "owner_id", name="pk_message"),
        _part_of("message", "conversation", "conversation_id"),
        _part_of("message", "message", "reply_to"),
        _unique("message", "workspace_id", "owner_id", "conversation_id", "position"),
        _unique("message", "workspace_id", "owner_id", "reply_to"),
    )
    op.create_table(
        "noticing",
        *_owner(),
        _plain("id"),
        _plain("conversation_id"),
        _plain("message_id"),
        sa.Column("number", sa.Integer, nullable=False),
        _plain("kind"),
        _plain("habit"),
        _words("evidence"),
        _plain("answer", nullable=True),
        _instant("created_at"),
        _instant("answered_at", nullable=True),
        sa.PrimaryKeyConstraint("id", "workspace_id", "owner_id", name="pk_noticing"),
        _part_of("noticing", "conversation", "conversation_id"),
        _part_of("noticing", "message", "message_id"),
    )
    _index("noticing", "workspace_id", "owner_id", "conversation_id")
    _index("noticing", "workspace_id", "owner_id", "message_id")
    op.create_table(
        "citation",
        *_owner(),
        _plain("message_id"),
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        _plain("passage_id"),
        _plain("passage_digest"),
        sa.PrimaryKeyConstraint(
            "message_id", "number", "workspace_id", "owner_id", name="pk_citation"
        ),
        _part_of("citation", "message", "message_id"),
    )
    op.create_table(
        "commitment",
        *_owner(),
        _plain("id"),
        _plain("conversation_id"),
        _words("what"),
        _words("when_words", nullable=True),
        _words("where_words", nullable=True),
        _words("with_whom", nullable=True),
        _words("obstacle", nullable=True),
        _words("answer_to_it", nullable=True),
        sa.Column("confidence", sa.Integer),
        _plain("local_time", nullable=True),
        _plain("zone", nullable=True),
        _instant("due_at", nullable=True),
        _plain("status"),
        _words("reflection", nullable=True),
        _instant("created_at"),
        _instant("followed_up_at", nullable=True),
        sa.PrimaryKeyConstraint("id", "workspace_id", "owner_id", name="pk_commitment"),
        _part_of("commitment", "conversation", "conversation_id"),
    )
    _index("commitment", "workspace_id", "owner_id", "conversation_id")
    _index("commitment", "workspace_id", "owner_id", "status", "due_at")


def _plain(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String, nullable=nullable)


def _words(name: str, *, nullable: bool = False) -> sa.Column[str]:
    """Ciphertext."""
    return sa.Column(name, sa.Text, nullable=nullable)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _owner() -> tuple[sa.Column[str], sa.Column[str]]:
    return _plain("workspace_id"), _plain("owner_id")


def _in_workspace_of_person(
    table: str,
) -> tuple[sa.ForeignKeyConstraint, sa.ForeignKeyConstraint]:
    return (
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=f"fk_{table}_workspace_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["person.id"], name=f"fk_{table}_owner_id", ondelete="CASCADE"
        ),
    )


def _part_of(table: str, whole: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workspace_id", "owner_id", column],
        [f"{whole}.workspace_id", f"{whole}.owner_id", f"{whole}.id"],
        name=f"fk_{table}_workspace_id_owner_id_{column}",
        ondelete="CASCADE",
    )


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=f"uq_{table}_{'_'.join(columns)}")


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))
