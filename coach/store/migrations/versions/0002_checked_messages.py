"""Messages that were checked before they were sent, with their versions."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "checked_message",
        sa.Column("workspace_id", sa.String, nullable=False),
        sa.Column("owner_id", sa.String, nullable=False),
        sa.Column("id", sa.String, nullable=False),
        sa.Column("about", sa.Text, nullable=False),  # ciphertext
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", "workspace_id", "owner_id", name="pk_checked_message"),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name="fk_checked_message_workspace_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["person.id"], name="fk_checked_message_owner_id", ondelete="CASCADE"
        ),
    )
    op.create_index(
        "ix_checked_message_workspace_id_owner_id_updated_at",
        "checked_message",
        ["workspace_id", "owner_id", "updated_at"],
    )
    op.create_index("ix_checked_message_deleted_at", "checked_message", ["deleted_at"])
    op.create_table(
        "checked_version",
        sa.Column("workspace_id", sa.String, nullable=False),
        sa.Column("owner_id", sa.String, nullable=False),
        sa.Column("checked_message_id", sa.String, nullable=False),
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("text", sa.Text, nullable=False),  # ciphertext
        sa.Column("review", sa.Text, nullable=False),  # ciphertext
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(
            "checked_message_id", "number", "workspace_id", "owner_id", name="pk_checked_version"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "owner_id", "checked_message_id"],
            ["checked_message.workspace_id", "checked_message.owner_id", "checked_message.id"],
            name="fk_checked_version_workspace_id_owner_id_checked_message_id",
            ondelete="CASCADE",
        ),
    )
