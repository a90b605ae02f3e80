"""What a leader agreed to have remembered, what they declined, and by what earlier words are found."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def _of_a_person(table: str) -> tuple[sa.ForeignKeyConstraint, sa.ForeignKeyConstraint]:
    return (
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=f"fk_{table}_workspace_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["person.id"], name=f"fk_{table}_owner_id", ondelete="CASCADE"
        ),
    )


def _part_of(table: str, whole: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workspace_id", "owner_id", f"{whole}_id"],
        [f"{whole}.workspace_id", f"{whole}.owner_id", f"{whole}.id"],
        name=f"fk_{table}_workspace_id_owner_id_{whole}_id",
        ondelete="CASCADE",
    )


def upgrade() -> None:
    op.create_table(
        "kept_word",
        sa.Column("workspace_id", sa.String, nullable=False),
        sa.Column("owner_id", sa.String, nullable=False),
        sa.Column("id", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("words", sa.Text, nullable=False),  # ciphertext
        sa.Column("about", sa.Text),  # ciphertext
        sa.Column("conversation_id", sa.String),
        sa.Column("message_id", sa.String),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("vectors", sa.Text),  # ciphertext
        sa.Column("set_aside", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True)),
        sa.Column("last_used_in", sa.String),
        sa.Column("deleted_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", "workspace_id", "owner_id", name="pk_kept_word"),
        *_of_a_person("kept_word"),
        _part_of("kept_word", "conversation"),
    )
    op.create_index(
        "ix_kept_word_workspace_id_owner_id_conversation_id",
        "kept_word",
        ["workspace_id", "owner_id", "conversation_id"],
    )
    op.create_index("ix_kept_word_deleted_at", "kept_word", ["deleted_at"])
    op.create_table(
        "declined_word",
        sa.Column("workspace_id", sa.String, nullable=False),
        sa.Column("owner_id", sa.String, nullable=False),
        sa.Column("id", sa.String, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),  # ciphertext
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", "workspace_id", "owner_id", name="pk_declined_word"),
        *_of_a_person("declined_word"),
    )
    op.create_table(
        "said_vector",
        sa.Column("workspace_id", sa.String, nullable=False),
        sa.Column("owner_id", sa.String, nullable=False),
        sa.Column("message_id", sa.String, nullable=False),
        sa.Column("vectors", sa.Text, nullable=False),  # ciphertext
        sa.Column("set_aside", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("message_id", "workspace_id", "owner_id", name="pk_said_vector"),
        _part_of("said_vector", "message"),
    )
