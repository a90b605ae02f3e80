"""What coaches keep for themselves: notes about those they coach, and a log of their hours."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "practice_note",
        *_owned_row(),
        sa.Column("leader_id", sa.String, nullable=False),
        sa.Column("text", sa.Text, nullable=False),  # ciphertext
        *_instants(),
        sa.PrimaryKeyConstraint("id", "workspace_id", "owner_id", name="pk_practice_note"),
        *_to_their_owner("practice_note"),
        sa.ForeignKeyConstraint(
            ["leader_id"], ["person.id"], name="fk_practice_note_leader_id", ondelete="CASCADE"
        ),
    )
    op.create_index(
        "ix_practice_note_workspace_id_leader_id", "practice_note", ["workspace_id", "leader_id"]
    )
    op.create_index("ix_practice_note_deleted_at", "practice_note", ["deleted_at"])
    op.create_table(
        "log_client",
        *_owned_row(),
        sa.Column("leader_id", sa.String),
        sa.Column("name", sa.Text, nullable=False),  # ciphertext
        sa.Column("contact", sa.Text, nullable=False),  # ciphertext
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("consented_on", sa.String),
        *_instants(),
        sa.PrimaryKeyConstraint("id", "workspace_id", "owner_id", name="pk_log_client"),
        *_to_their_owner("log_client"),
    )
    op.create_index(
        "ix_log_client_workspace_id_leader_id", "log_client", ["workspace_id", "leader_id"]
    )
    op.create_index("ix_log_client_deleted_at", "log_client", ["deleted_at"])
    op.create_table(
        "log_hours",
        *_owned_row(),
        sa.Column("client_id", sa.String, nullable=False),
        sa.Column("day", sa.String, nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("paid", sa.Boolean, nullable=False),
        *_instants(),
        sa.PrimaryKeyConstraint("id", "workspace_id", "owner_id", name="pk_log_hours"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "owner_id", "client_id"],
            ["log_client.workspace_id", "log_client.owner_id", "log_client.id"],
            name="fk_log_hours_workspace_id_owner_id_client_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index(
        "ix_log_hours_workspace_id_owner_id_client_id",
        "log_hours",
        ["workspace_id", "owner_id", "client_id"],
    )
    op.create_index("ix_log_hours_deleted_at", "log_hours", ["deleted_at"])


def _owned_row() -> tuple[sa.Column[str], ...]:
    return tuple(
        sa.Column(name, sa.String, nullable=False) for name in ("workspace_id", "owner_id", "id")
    )


def _instants() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True)),
    )


def _to_their_owner(table: str) -> tuple[sa.ForeignKeyConstraint, sa.ForeignKeyConstraint]:
    return (
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=f"fk_{table}_workspace_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["person.id"], name=f"fk_{table}_owner_id", ondelete="CASCADE"
        ),
    )
