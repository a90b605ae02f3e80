"""Pulses: what a leader asks colleagues, and what these answered, which belongs to nobody."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pulse",
        sa.Column("workspace_id", sa.String, nullable=False),
        sa.Column("owner_id", sa.String, nullable=False),
        sa.Column("id", sa.String, nullable=False),
        sa.Column("asked", sa.Text, nullable=False),  # ciphertext
        sa.Column("own", sa.Text, nullable=False),  # ciphertext
        sa.Column("others", sa.Text),  # ciphertext
        sa.Column("status", sa.String, nullable=False),
        sa.Column("token", sa.String),
        sa.Column("link", sa.Text),  # ciphertext
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.Column("deleted_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", "workspace_id", "owner_id", name="pk_pulse"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_pulse_workspace_id_id"),
        sa.UniqueConstraint("token", name="uq_pulse_token"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_pulse_workspace_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["person.id"], name="fk_pulse_owner_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_pulse_deleted_at", "pulse", ["deleted_at"])
    op.create_index("ix_pulse_status_closes_at", "pulse", ["status", "closes_at"])
    op.create_table(
        "pulse_answers",
        sa.Column("workspace_id", sa.String, nullable=False),
        sa.Column("pulse_id", sa.String, nullable=False),
        sa.Column("answers", sa.Text, nullable=False),  # ciphertext
        sa.PrimaryKeyConstraint("workspace_id", "pulse_id", name="pk_pulse_answers"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "pulse_id"],
            ["pulse.workspace_id", "pulse.id"],
            name="fk_pulse_answers_workspace_id_pulse_id",
            ondelete="CASCADE",
        ),
    )
