"""Who comes in (invitations, identities, personal links, devices) and who works with whom."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("mail", sa.Text))  # ciphertext
    op.create_table(
        "pepper",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("secret", sa.Text, nullable=False),  # ciphertext
        sa.PrimaryKeyConstraint("id", name="pk_pepper"),
    )
    op.create_table(
        "guess",
        _plain("bucket"),
        sa.Column("count", sa.Integer, nullable=False),
        _instant("since"),
        sa.PrimaryKeyConstraint("bucket", name="pk_guess"),
    )
    op.create_table(
        "identity",
        _plain("digest"),
        _plain("person_id"),
        _instant("created_at"),
        sa.PrimaryKeyConstraint("digest", name="pk_identity"),
        _to_person("identity", "person_id"),
    )
    op.create_index("ix_identity_person_id", "identity", ["person_id"])
    op.create_table(
        "invitation",
        _plain("workspace_id"),
        _plain("id"),
        _plain("token"),
        sa.Column("name", sa.Text, nullable=False),  # ciphertext
        sa.Column("mail", sa.Text),  # ciphertext
        _plain("roles"),
        _plain("person_id", nullable=True),
        _plain("coached_by", nullable=True),
        _plain("made_by", nullable=True),
        _instant("created_at"),
        _instant("expires_at"),
        _instant("used_at", nullable=True),
        _instant("withdrawn_at", nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_invitation"),
        sa.UniqueConstraint("token", name="uq_invitation_token"),
        _to_workspace("invitation"),
    )
    op.create_table(
        "personal_link",
        *_owner(),
        _plain("id"),
        _plain("token"),
        _plain("code"),
        sa.Column("tries_left", sa.Integer, nullable=False),
        _plain("made_by", nullable=True),
        _instant("created_at"),
        _instant("expires_at"),
        _instant("used_at", nullable=True),
        _instant("closed_at", nullable=True),
        sa.PrimaryKeyConstraint("id", "workspace_id", "owner_id", name="pk_personal_link"),
        sa.UniqueConstraint("token", name="uq_personal_link_token"),
        _to_workspace("personal_link"),
        _to_person("personal_link", "owner_id"),
    )
    op.create_table(
        "device",
        *_owner(),
        _plain("id"),
        _plain("link_id"),
        _plain("token"),
        _instant("created_at"),
        _instant("expires_at"),
        sa.PrimaryKeyConstraint("id", "workspace_id", "owner_id", name="pk_device"),
        sa.UniqueConstraint("token", name="uq_device_token"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "owner_id", "link_id"],
            ["personal_link.workspace_id", "personal_link.owner_id", "personal_link.id"],
            name="fk_device_workspace_id_owner_id_link_id",
            ondelete="CASCADE",
        ),
    )
    op.create_table(
        "departure",
        *_owner(),
        _instant("at"),
        _instant("erase_at"),
        sa.PrimaryKeyConstraint("workspace_id", "owner_id", name="pk_departure"),
        _to_workspace("departure"),
        _to_person("departure", "owner_id"),
    )
    op.create_index("ix_departure_erase_at", "departure", ["erase_at"])
    op.create_table(
        "management",
        _plain("workspace_id"),
        _plain("manager_id"),
        _plain("report_id"),
        sa.PrimaryKeyConstraint("workspace_id", "manager_id", "report_id", name="pk_management"),
        _to_workspace("management"),
        _to_person("management", "manager_id"),
        _to_person("management", "report_id"),
    )
    op.create_table(
        "coaching",
        _plain("workspace_id"),
        _plain("id"),
        _plain("practitioner_id"),
        _plain("leader_id"),
        _plain("sponsor_id", nullable=True),
        _instant("created_at"),
        _instant("ended_at", nullable=True),
        _plain("ended_by", nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_coaching"),
        _to_workspace("coaching"),
        _to_person("coaching", "practitioner_id"),
        _to_person("coaching", "leader_id"),
    )
    for one in ("practitioner_id", "leader_id"):
        op.create_index(f"ix_coaching_workspace_id_{one}", "coaching", ["workspace_id", one])
    op.create_table(
        "acceptance",
        *_owner(),
        _plain("coaching_id"),
        _plain("digest"),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),  # ciphertext
        _instant("accepted_at"),
        _instant("withdrawn_at", nullable=True),
        sa.PrimaryKeyConstraint(
            "coaching_id", "digest", "workspace_id", "owner_id", name="pk_acceptance"
        ),
        _to_workspace("acceptance"),
        _to_person("acceptance", "owner_id"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "coaching_id"],
            ["coaching.workspace_id", "coaching.id"],
            name="fk_acceptance_workspace_id_coaching_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index(
        "ix_acceptance_workspace_id_coaching_id", "acceptance", ["workspace_id", "coaching_id"]
    )


def _plain(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String, nullable=nullable)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _owner() -> tuple[sa.Column[str], sa.Column[str]]:
    return _plain("workspace_id"), _plain("owner_id")


def _to_workspace(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workspace_id"], ["workspace.id"], name=f"fk_{table}_workspace_id", ondelete="CASCADE"
    )


def _to_person(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], ["person.id"], name=f"fk_{table}_{column}", ondelete="CASCADE"
    )
