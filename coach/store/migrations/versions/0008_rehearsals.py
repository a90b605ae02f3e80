"""Rehearsed conversations: what was practised, and every exchange of every try."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rehearsal_run",
        sa.Column("workspace_id", sa.String, nullable=False),
        sa.Column("owner_id", sa.String, nullable=False),
        sa.Column("id", sa.String, nullable=False),
        sa.Column("rehearsal", sa.String, nullable=False),
        sa.Column("about", sa.Text, nullable=False),  # ciphertext
        sa.Column("head", sa.Integer),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", "workspace_id", "owner_id", name="pk_rehearsal_run"),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name="fk_rehearsal_run_workspace_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["person.id"], name="fk_rehearsal_run_owner_id", ondelete="CASCADE"
        ),
    )
    op.create_index(
        "ix_rehearsal_run_workspace_id_owner_id_updated_at",
        "rehearsal_run",
        ["workspace_id", "owner_id", "updated_at"],
    )
    op.create_index("ix_rehearsal_run_deleted_at", "rehearsal_run", ["deleted_at"])
    op.create_table(
        "rehearsal_exchange",
        sa.Column("workspace_id", sa.String, nullable=False),
        sa.Column("owner_id", sa.String, nullable=False),
        sa.Column("run_id", sa.String, nullable=False),
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("after", sa.Integer),
        sa.Column("text", sa.Text, nullable=False),  # ciphertext
        sa.Column("meta", sa.Text, nullable=False),  # ciphertext
        sa.Column("reply", sa.Text),  # ciphertext
        sa.Column("outcome", sa.Text),  # ciphertext
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(
            "run_id", "number", "workspace_id", "owner_id", name="pk_rehearsal_exchange"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "owner_id", "run_id"],
            ["rehearsal_run.workspace_id", "rehearsal_run.owner_id", "rehearsal_run.id"],
            name="fk_rehearsal_exchange_workspace_id_owner_id_run_id",
            ondelete="CASCADE",
        ),
    )
