"""What others keep about somebody, which goes when that person erases everything or leaves.

A coach's private notes are the coach's words and the leader's personal data: they go whole, and so does the place that a
coach gave them in a group. A log of coaching hours is
the coach's proof of work done: the hours stay, the name and the address go (docs/privacy.md).
"""

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from coach.store.tables import GroupMemberRow, LogClientRow, PracticeNoteRow


def erase_about(session: Session, workspace_id: str, person_id: str) -> None:
    loose = {"synchronize_session": False}
    for kept in (PracticeNoteRow, GroupMemberRow):
        session.execute(
            delete(kept).where(kept.workspace_id == workspace_id, kept.leader_id == person_id),
            execution_options=loose,
        )
    session.execute(
        update(LogClientRow)
        .where(LogClientRow.workspace_id == workspace_id, LogClientRow.leader_id == person_id)
        .values(leader_id=None, name="", contact="", consented_on=None),
        execution_options=loose,
    )
