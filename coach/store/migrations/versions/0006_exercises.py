"""Exercises: versions, a workspace's own, who does which, what was answered, when to look back."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "exercise_version",
        sa.Column("workspace_id", sa.String, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("exercise_id", sa.String, nullable=False),
        sa.Column("text", sa.Text, nullable=False),  # ciphertext
        sa.Column("published_by", sa.String),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "digest", name="pk_exercise_version"),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name="fk_exercise_version_workspace_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index(
        "ix_exercise_version_workspace_id_exercise_id",
        "exercise_version",
        ["workspace_id", "exercise_id"],
    )
    op.create_table(
        "own_exercise",
        sa.Column("workspace_id", sa.String, nullable=False),
        sa.Column("id", sa.String, nullable=False),
        sa.Column("content", sa.Text, nullable=False),  # ciphertext
        sa.Column("change", sa.Integer, nullable=False),
        sa.Column("author_id", sa.String, nullable=False),
        sa.Column("published", sa.String),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_own_exercise"),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name="fk_own_exercise_workspace_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_own_exercise_deleted_at", "own_exercise", ["deleted_at"])
    op.create_table(
        "assignment",
        sa.Column("workspace_id", sa.String, nullable=False),
        sa.Column("owner_id", sa.String, nullable=False),
        sa.Column("id", sa.String, nullable=False),
        sa.Column("conversation_id", sa.String, nullable=False),
        sa.Column("exercise_id", sa.String, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("assigner_id", sa.String),
        sa.Column("note", sa.Text),  # ciphertext
        sa.Column("status", sa.String, nullable=False),
        sa.Column("halted", sa.String),
        sa.Column("reminds", sa.Boolean, nullable=False),
        sa.Column("local_due", sa.String),
        sa.Column("zone", sa.String),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", "workspace_id", "owner_id", name="pk_assignment"),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name="fk_assignment_workspace_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["person.id"], name="fk_assignment_owner_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "owner_id", "conversation_id"],
            ["conversation.workspace_id", "conversation.owner_id", "conversation.id"],
            name="fk_assignment_workspace_id_owner_id_conversation_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "digest"],
            ["exercise_version.workspace_id", "exercise_version.digest"],
            name="fk_assignment_workspace_id_digest",
            ondelete="CASCADE",
        ),
    )
    op.create_index(
        "ix_assignment_workspace_id_owner_id_conversation_id",
        "assignment",
        ["workspace_id", "owner_id", "conversation_id"],
    )
    op.create_table(
        "step_answer",
        sa.Column("workspace_id", sa.String, nullable=False),
        sa.Column("owner_id", sa.String, nullable=False),
        sa.Column("assignment_id", sa.String, nullable=False),
        sa.Column("step_id", sa.String, nullable=False),
        sa.Column("answer", sa.Text),  # ciphertext
        sa.Column("typed", sa.Text),  # ciphertext
        sa.Column("said", sa.Text),  # ciphertext
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(
            "assignment_id", "step_id", "workspace_id", "owner_id", name="pk_step_answer"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "owner_id", "assignment_id"],
            ["assignment.workspace_id", "assignment.owner_id", "assignment.id"],
            name="fk_step_answer_workspace_id_owner_id_assignment_id",
            ondelete="CASCADE",
        ),
    )
    op.create_table(
        "check_in",
        sa.Column("workspace_id", sa.String, nullable=False),
        sa.Column("owner_id", sa.String, nullable=False),
        sa.Column("assignment_id", sa.String, nullable=False),
        sa.Column("step_id", sa.String, nullable=False),
        sa.Column("local_time", sa.String, nullable=False),
        sa.Column("zone", sa.String, nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint(
            "assignment_id", "step_id", "workspace_id", "owner_id", name="pk_check_in"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "owner_id", "assignment_id"],
            ["assignment.workspace_id", "assignment.owner_id", "assignment.id"],
            name="fk_check_in_workspace_id_owner_id_assignment_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index(
        "ix_check_in_workspace_id_owner_id_due_at",
        "check_in",
        ["workspace_id", "owner_id", "due_at"],
    )
