"""When a commitment was answered, and what people say of themselves once a month."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # For commitments that were answered before, nobody wrote down when: it stays unknown. When they were
    # asked about (followed_up_at) is another instant, and most were answered on their page without that.
    op.add_column("commitment", sa.Column("answered_at", sa.DateTime(timezone=True)))
    op.create_table(
        "ratings",
        sa.Column("workspace_id", sa.String, nullable=False),
        sa.Column("owner_id", sa.String, nullable=False),
        sa.Column("id", sa.String, nullable=False),
        sa.Column("month", sa.String, nullable=False),
        sa.Column("answers", sa.Text, nullable=False),  # ciphertext
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", "workspace_id", "owner_id", name="pk_ratings"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_ratings_workspace_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["person.id"], name="fk_ratings_owner_id", ondelete="CASCADE"
        ),
        sa.UniqueConstraint(
            "workspace_id", "owner_id", "month", name="uq_ratings_workspace_id_owner_id_month"
        ),
    )
    op.create_index("ix_ratings_deleted_at", "ratings", ["deleted_at"])
