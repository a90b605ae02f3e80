"""What a leader shares with a coach, who read it and when, and what was written in its margin."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "share",
        *_owner(),
        _plain("id"),
        _plain("practitioner_id"),
        _plain("coaching_id", nullable=True),
        _plain("kind"),
        _plain("conversation_id"),
        _plain("item_id"),
        sa.Column("title", sa.Text, nullable=False),  # ciphertext
        sa.Column("asked", sa.Text),  # ciphertext
        sa.Column("text", sa.Text, nullable=False),  # ciphertext
        sa.Column("note", sa.Text),  # ciphertext
        _instant("shared_at"),
        _instant("taken_back_at", nullable=True),
        _instant("deleted_at", nullable=True),
        sa.PrimaryKeyConstraint("id", "workspace_id", "owner_id", name="pk_share"),
        *_of_a_person("share"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "owner_id", "conversation_id"],
            ["conversation.workspace_id", "conversation.owner_id", "conversation.id"],
            name="fk_share_workspace_id_owner_id_conversation_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index(
        "ix_share_workspace_id_practitioner_id", "share", ["workspace_id", "practitioner_id"]
    )
    op.create_index(
        "ix_share_workspace_id_owner_id_conversation_id",
        "share",
        ["workspace_id", "owner_id", "conversation_id"],
    )
    op.create_index("ix_share_deleted_at", "share", ["deleted_at"])
    op.create_table(
        "reading",
        *_owner(),
        _plain("id"),
        _plain("share_id"),
        _plain("reader_id"),
        _instant("read_at"),
        sa.PrimaryKeyConstraint("id", "workspace_id", "owner_id", name="pk_reading"),
        _to_share("reading", "owner_id"),
    )
    op.create_index(
        "ix_reading_workspace_id_owner_id_share_id",
        "reading",
        ["workspace_id", "owner_id", "share_id"],
    )
    op.create_table(
        "margin_note",
        *_owner(),
        _plain("id"),
        _plain("leader_id"),
        _plain("share_id"),
        sa.Column("anchor", sa.Text),  # ciphertext
        sa.Column("text", sa.Text, nullable=False),  # ciphertext
        _instant("created_at"),
        _instant("deleted_at", nullable=True),
        sa.PrimaryKeyConstraint("id", "workspace_id", "owner_id", name="pk_margin_note"),
        *_of_a_person("margin_note"),
        _to_share("margin_note", "leader_id"),
    )
    op.create_index(
        "ix_margin_note_workspace_id_leader_id_share_id",
        "margin_note",
        ["workspace_id", "leader_id", "share_id"],
    )
    op.create_index("ix_margin_note_deleted_at", "margin_note", ["deleted_at"])


def _plain(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String, nullable=nullable)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _owner() -> tuple[sa.Column[str], sa.Column[str]]:
    return _plain("workspace_id"), _plain("owner_id")


def _of_a_person(table: str) -> tuple[sa.ForeignKeyConstraint, sa.ForeignKeyConstraint]:
    return (
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=f"fk_{table}_workspace_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["person.id"], name=f"fk_{table}_owner_id", ondelete="CASCADE"
        ),
    )


def _to_share(table: str, leader: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workspace_id", leader, "share_id"],
        ["share.workspace_id", "share.owner_id", "share.id"],
        name=f"fk_{table}_workspace_id_{leader}_share_id",
        ondelete="CASCADE",
    )
