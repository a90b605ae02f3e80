"""What a leader said on the way to their brand: stories, words wanted and heard, statements, proofs."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "brand_entry",
        sa.Column("workspace_id", sa.String, nullable=False),
        sa.Column("owner_id", sa.String, nullable=False),
        sa.Column("id", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("part", sa.String),
        sa.Column("content", sa.Text, nullable=False),  # ciphertext
        sa.Column("conversation_id", sa.String),
        sa.Column("commitment_id", sa.String),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", "workspace_id", "owner_id", name="pk_brand_entry"),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name="fk_brand_entry_workspace_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["person.id"], name="fk_brand_entry_owner_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "owner_id", "conversation_id"],
            ["conversation.workspace_id", "conversation.owner_id", "conversation.id"],
            name="fk_brand_entry_workspace_id_owner_id_conversation_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "owner_id", "commitment_id"],
            ["commitment.workspace_id", "commitment.owner_id", "commitment.id"],
            name="fk_brand_entry_workspace_id_owner_id_commitment_id",
            ondelete="CASCADE",
        ),
    )
    for columns in (["workspace_id", "owner_id", "conversation_id"],
                    ["workspace_id", "owner_id", "commitment_id"], ["deleted_at"]):  # fmt: skip
        op.create_index(f"ix_brand_entry_{'_'.join(columns)}", "brand_entry", columns)
