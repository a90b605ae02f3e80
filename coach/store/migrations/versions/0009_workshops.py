"""Workshops, and what people in them answer: without owner, time or order."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "workshop",
        sa.Column("workspace_id", sa.String, nullable=False),
        sa.Column("owner_id", sa.String, nullable=False),
        sa.Column("id", sa.String, nullable=False),
        sa.Column("plan", sa.Text, nullable=False),  # ciphertext
        sa.Column("state", sa.Text, nullable=False),  # ciphertext
        sa.Column("status", sa.String, nullable=False),
        sa.Column("code", sa.String),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("erase_at", sa.DateTime(timezone=True)),
        sa.Column("deleted_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", "workspace_id", "owner_id", name="pk_workshop"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_workshop_workspace_id_id"),
        sa.UniqueConstraint("code", name="uq_workshop_code"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_workshop_workspace_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["person.id"], name="fk_workshop_owner_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_workshop_deleted_at", "workshop", ["deleted_at"])
    op.create_index("ix_workshop_erase_at", "workshop", ["erase_at"])
    _room("workshop_seat", ["key"], sa.Column("name", sa.Text, nullable=False))
    _room(
        "workshop_answer",
        ["activity", "key"],
        sa.Column("status", sa.String, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
    )
    _room("workshop_themes", ["activity"], sa.Column("themes", sa.Text, nullable=False))


def _room(name: str, keys: list[str], *columns: "sa.Column[str]") -> None:
    """No row number in SQLite: it would tell the order of arrival."""
    op.create_table(
        name,
        sa.Column("workspace_id", sa.String, nullable=False),
        sa.Column("workshop_id", sa.String, nullable=False),
        *(sa.Column(key, sa.String, nullable=False) for key in keys),
        *columns,
        sa.PrimaryKeyConstraint("workspace_id", "workshop_id", *keys, name=f"pk_{name}"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "workshop_id"],
            ["workshop.workspace_id", "workshop.id"],
            name=f"fk_{name}_workspace_id_workshop_id",
            ondelete="CASCADE",
        ),
        sqlite_with_rowid=False,
    )
