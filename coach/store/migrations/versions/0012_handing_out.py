"""What coaches give leaders to do, the mails that tell of it, and the coaches' groups."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "handout",
        *_owner(),
        _plain("id"),
        _plain("practitioner_id"),
        _plain("batch_id"),
        sa.Column("place", sa.Integer, nullable=False),
        _plain("exercise_id"),
        _plain("digest"),
        *(sa.Column(name, sa.Text) for name in ("note", "goal", "keeps_to")),  # ciphertext
        _plain("status"),
        _plain("follows", nullable=True),
        sa.Column("after_days", sa.Integer),
        _instant("offer_at", nullable=True),
        sa.Column("due_days", sa.Integer),
        _plain("local_due", nullable=True),
        _plain("zone", nullable=True),
        _instant("due_at", nullable=True),
        _instant("offered_at", nullable=True),
        _instant("answered_at", nullable=True),
        sa.Column("word", sa.Text),  # ciphertext
        sa.Column("shows", sa.Boolean, nullable=False),
        sa.Column("reminds", sa.Boolean, nullable=False),
        _instant("created_at"),
        _instant("deleted_at", nullable=True),
        sa.PrimaryKeyConstraint("id", "workspace_id", "owner_id", name="pk_handout"),
        _to_workspace("handout"),
        _to_person("handout", "owner_id"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "digest"],
            ["exercise_version.workspace_id", "exercise_version.digest"],
            name="fk_handout_workspace_id_digest",
            ondelete="CASCADE",
        ),
    )
    for columns in (
        ("workspace_id", "practitioner_id"), ("workspace_id", "owner_id"), ("status", "offer_at"), ("deleted_at",),
    ):  # fmt: skip
        op.create_index(f"ix_handout_{'_'.join(columns)}", "handout", list(columns))
    op.create_table(
        "mail",
        *_owner(),
        _plain("handout_id"),
        _plain("kind"),
        sa.Column("tries", sa.Integer, nullable=False),
        _instant("taken_at", nullable=True),
        _instant("sent_at", nullable=True),
        sa.PrimaryKeyConstraint("handout_id", "kind", "workspace_id", "owner_id", name="pk_mail"),
        _part_of("mail", "handout", "handout_id"),
    )
    op.create_table(
        "leader_group",
        *_owner(),
        _plain("id"),
        sa.Column("name", sa.Text, nullable=False),  # ciphertext
        _instant("created_at"),
        _instant("deleted_at", nullable=True),
        sa.PrimaryKeyConstraint("id", "workspace_id", "owner_id", name="pk_leader_group"),
        _to_workspace("leader_group"),
        _to_person("leader_group", "owner_id"),
    )
    op.create_index("ix_leader_group_deleted_at", "leader_group", ["deleted_at"])
    op.create_table(
        "group_member",
        *_owner(),
        _plain("group_id"),
        _plain("leader_id"),
        sa.PrimaryKeyConstraint(
            "group_id", "leader_id", "workspace_id", "owner_id", name="pk_group_member"
        ),
        _part_of("group_member", "leader_group", "group_id"),
        _to_person("group_member", "leader_id"),
    )


def _plain(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String, nullable=nullable)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _owner() -> tuple[sa.Column[str], sa.Column[str]]:
    return _plain("workspace_id"), _plain("owner_id")


def _to_workspace(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workspace_id"], ["workspace.id"], name=f"fk_{table}_workspace_id", ondelete="CASCADE"
    )


def _to_person(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], ["person.id"], name=f"fk_{table}_{column}", ondelete="CASCADE"
    )


def _part_of(table: str, of: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workspace_id", "owner_id", column],
        [f"{of}.workspace_id", f"{of}.owner_id", f"{of}.id"],
        name=f"fk_{table}_workspace_id_owner_id_{column}",
        ondelete="CASCADE",
    )
