"""A workspace's own passages, and who changed what in them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "workspace", sa.Column("shelf_number", sa.Integer, nullable=False, server_default="0")
    )
    op.create_table(
        "shelf_passage",
        sa.Column("workspace_id", sa.String, nullable=False),
        sa.Column("id", sa.String, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("content", sa.Text),  # ciphertext
        sa.Column("change", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("vectors", sa.Text),  # ciphertext
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_shelf_passage"),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name="fk_shelf_passage_workspace_id",
            ondelete="CASCADE",
        ),
    )
    op.create_table(
        "shelf_change",
        sa.Column("workspace_id", sa.String, nullable=False),
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("passage_id", sa.String, nullable=False),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("author_id", sa.String, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", sa.Text),  # ciphertext
        sa.Column("after", sa.Text),  # ciphertext
        sa.Column("digest", sa.String),
        sa.Column("undoes", sa.Integer),
        sa.PrimaryKeyConstraint("workspace_id", "number", name="pk_shelf_change"),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name="fk_shelf_change_workspace_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index(
        "ix_shelf_change_workspace_id_passage_id", "shelf_change", ["workspace_id", "passage_id"]
    )
