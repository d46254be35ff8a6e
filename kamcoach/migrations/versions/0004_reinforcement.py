"""Sessions, commitments, drift, tasks, trios, boosters, comments, own plans, calendars, outcomes, absences

Revision: 0004, after 0003
"""

import sqlalchemy as sa
from alembic import op
import kamcoach.database


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """New tables, columns, five wider checks."""
    op.create_table('absence',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('entered_by_id', sa.Integer(), nullable=False),
    sa.Column('entered_at', kamcoach.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.CheckConstraint('last_day >= first_day', name=op.f('ck_absence_days')),
    sa.ForeignKeyConstraint(['entered_by_id'], ['person.id'], name=op.f('fk_absence_entered_by_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_absence_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_absence')),
    sa.UniqueConstraint('public_id', name=op.f('uq_absence_public_id'))
    )
    with op.batch_alter_table('absence', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_absence_person_id'), ['person_id'], unique=False)

    op.create_table('booster_card',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('deck', sa.String(length=64), nullable=False),
    sa.Column('card', sa.String(length=40), nullable=False),
    sa.Column('measure', sa.String(length=40), nullable=False),
    sa.Column('memory', sa.JSON(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_booster_card_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_booster_card')),
    sa.UniqueConstraint('person_id', 'deck', 'card', name=op.f('uq_booster_card_person_id_deck_card'))
    )
    with op.batch_alter_table('booster_card', schema=None) as batch_op:
        batch_op.create_index('ix_booster_card_due', ['person_id', 'due_on'], unique=False)

    op.create_table('calendar_feed',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('created_at', kamcoach.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', kamcoach.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_calendar_feed_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_feed')),
    sa.UniqueConstraint('public_id', name=op.f('uq_calendar_feed_public_id'))
    )
    with op.batch_alter_table('calendar_feed', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_calendar_feed_person_id'), ['person_id'], unique=False)

    op.create_table('comment_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('mentor_id', sa.Integer(), nullable=False),
    sa.Column('key_account_id', sa.Integer(), nullable=True),
    sa.Column('occasion_id', sa.Integer(), nullable=True),
    sa.Column('about', sa.String(length=10), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('link', sa.String(length=500), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('wanted_by', sa.Date(), nullable=False),
    sa.Column('asked_at', kamcoach.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('commented_at', kamcoach.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('reply', sa.Text(), nullable=False),
    sa.Column('replied_at', kamcoach.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_at', kamcoach.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.CheckConstraint("about IN ('plan', 'proposal')", name=op.f('ck_comment_request_about')),
    sa.ForeignKeyConstraint(['key_account_id'], ['key_account.id'], name=op.f('fk_comment_request_key_account_id')),
    sa.ForeignKeyConstraint(['mentor_id'], ['person.id'], name=op.f('fk_comment_request_mentor_id')),
    sa.ForeignKeyConstraint(['occasion_id'], ['occasion.id'], name=op.f('fk_comment_request_occasion_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_comment_request_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_comment_request')),
    sa.UniqueConstraint('occasion_id', name=op.f('uq_comment_request_occasion_id')),
    sa.UniqueConstraint('public_id', name=op.f('uq_comment_request_public_id'))
    )
    with op.batch_alter_table('comment_request', schema=None) as batch_op:
        batch_op.create_index('ix_comment_request_mentor', ['mentor_id', 'commented_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_comment_request_person_id'), ['person_id'], unique=False)

    op.create_table('outcome',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('unit', sa.String(length=20), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('value', sa.Double(), nullable=False),
    sa.Column('source', sa.String(length=120), nullable=False),
    sa.Column('imported_by_id', sa.Integer(), nullable=True),
    sa.Column('imported_at', kamcoach.database.UtcDateTime(timezone=True), nullable=False),
    sa.CheckConstraint('last_day >= first_day', name=op.f('ck_outcome_period')),
    sa.ForeignKeyConstraint(['imported_by_id'], ['person.id'], name=op.f('fk_outcome_imported_by_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_outcome_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outcome')),
    sa.UniqueConstraint('person_id', 'name', 'first_day', 'last_day', name=op.f('uq_outcome_person_id_name_first_day_last_day'))
    )
    with op.batch_alter_table('outcome', schema=None) as batch_op:
        batch_op.create_index('ix_outcome_name', ['name', 'first_day'], unique=False)

    op.create_table('outcome_import',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('uploaded_by_id', sa.Integer(), nullable=False),
    sa.Column('content', sa.String(), nullable=False),
    sa.Column('created_at', kamcoach.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.ForeignKeyConstraint(['uploaded_by_id'], ['person.id'], name=op.f('fk_outcome_import_uploaded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outcome_import')),
    sa.UniqueConstraint('public_id', name=op.f('uq_outcome_import_public_id'))
    )
    op.create_table('plan_draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=64), nullable=False),
    sa.Column('based_on_id', sa.Integer(), nullable=True),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('removed', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('saved_at', kamcoach.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('published_id', sa.Integer(), nullable=True),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.ForeignKeyConstraint(['based_on_id'], ['content_version.id'], name=op.f('fk_plan_draft_based_on_id')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_plan_draft_by_id')),
    sa.ForeignKeyConstraint(['published_id'], ['content_version.id'], name=op.f('fk_plan_draft_published_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_draft')),
    sa.UniqueConstraint('public_id', name=op.f('uq_plan_draft_public_id'))
    )
    op.create_table('booster_showing',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('card_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('variant', sa.String(length=40), nullable=False),
    sa.Column('shown_on', sa.Date(), nullable=False),
    sa.Column('chosen', sa.String(length=40), nullable=True),
    sa.Column('rating', sa.Integer(), nullable=True),
    sa.Column('answered_at', kamcoach.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.CheckConstraint('rating IS NULL OR rating BETWEEN 1 AND 4', name=op.f('ck_booster_showing_rating')),
    sa.ForeignKeyConstraint(['card_id'], ['booster_card.id'], name=op.f('fk_booster_showing_card_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_booster_showing_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_booster_showing')),
    sa.UniqueConstraint('public_id', name=op.f('uq_booster_showing_public_id'))
    )
    with op.batch_alter_table('booster_showing', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_booster_showing_card_id'), ['card_id'], unique=False)
        batch_op.create_index('ix_booster_showing_person', ['person_id', 'shown_on'], unique=False)

    op.create_table('trio',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('cohort_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.ForeignKeyConstraint(['cohort_id'], ['cohort.id'], name=op.f('fk_trio_cohort_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_trio')),
    sa.UniqueConstraint('cohort_id', 'number', name=op.f('uq_trio_cohort_id_number')),
    sa.UniqueConstraint('public_id', name=op.f('uq_trio_public_id'))
    )
    op.create_table('drift_mark',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('enrolment_id', sa.Integer(), nullable=False),
    sa.Column('measure', sa.String(length=40), nullable=False),
    sa.Column('occasion_id', sa.Integer(), nullable=False),
    sa.Column('word', sa.String(length=10), nullable=False),
    sa.Column('reached', sa.Double(), nullable=False),
    sa.Column('since', sa.JSON(), nullable=False),
    sa.Column('sources', sa.Integer(), nullable=False),
    sa.Column('read_at', kamcoach.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('ended_at', kamcoach.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('overruled_by_id', sa.Integer(), nullable=True),
    sa.Column('overruled_at', kamcoach.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.CheckConstraint("word IN ('ask', 'fading')", name=op.f('ck_drift_mark_word')),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_drift_mark_enrolment_id')),
    sa.ForeignKeyConstraint(['occasion_id'], ['occasion.id'], name=op.f('fk_drift_mark_occasion_id')),
    sa.ForeignKeyConstraint(['overruled_by_id'], ['person.id'], name=op.f('fk_drift_mark_overruled_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_drift_mark')),
    sa.UniqueConstraint('enrolment_id', 'measure', 'occasion_id', name=op.f('uq_drift_mark_enrolment_id_measure_occasion_id')),
    sa.UniqueConstraint('public_id', name=op.f('uq_drift_mark_public_id'))
    )
    with op.batch_alter_table('drift_mark', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_drift_mark_enrolment_id'), ['enrolment_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_drift_mark_occasion_id'), ['occasion_id'], unique=False)

    op.create_table('trio_member',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('trio_id', sa.Integer(), nullable=False),
    sa.Column('enrolment_id', sa.Integer(), nullable=False),
    sa.Column('from_date', sa.Date(), nullable=False),
    sa.Column('to_date', sa.Date(), nullable=True),
    sa.CheckConstraint('to_date IS NULL OR to_date >= from_date', name=op.f('ck_trio_member_order')),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_trio_member_enrolment_id')),
    sa.ForeignKeyConstraint(['trio_id'], ['trio.id'], name=op.f('fk_trio_member_trio_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_trio_member')),
    sa.UniqueConstraint('trio_id', 'enrolment_id', 'from_date', name=op.f('uq_trio_member_trio_id_enrolment_id_from_date'))
    )
    with op.batch_alter_table('trio_member', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_trio_member_enrolment_id'), ['enrolment_id'], unique=False)

    op.create_table('answer_link',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('assessment_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('created_at', kamcoach.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('expires_at', kamcoach.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', kamcoach.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.ForeignKeyConstraint(['assessment_id'], ['assessment.id'], name=op.f('fk_answer_link_assessment_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_answer_link_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answer_link')),
    sa.UniqueConstraint('public_id', name=op.f('uq_answer_link_public_id'))
    )
    with op.batch_alter_table('answer_link', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_answer_link_assessment_id'), ['assessment_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_answer_link_person_id'), ['person_id'], unique=False)

    op.create_table('coaching_session',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('coach_id', sa.Integer(), nullable=False),
    sa.Column('enrolment_id', sa.Integer(), nullable=True),
    sa.Column('follow_up_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('starts_at', kamcoach.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('time_zone', sa.String(length=64), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('place', sa.String(length=200), nullable=False),
    sa.Column('link', sa.String(length=500), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('planned_at', kamcoach.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('held_at', kamcoach.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('cancelled_at', kamcoach.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('cancelled_why', sa.String(length=300), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.CheckConstraint("state IN ('planned', 'held', 'cancelled')", name=op.f('ck_coaching_session_state')),
    sa.CheckConstraint('minutes BETWEEN 5 AND 240', name=op.f('ck_coaching_session_minutes')),
    sa.ForeignKeyConstraint(['coach_id'], ['person.id'], name=op.f('fk_coaching_session_coach_id')),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_coaching_session_enrolment_id')),
    sa.ForeignKeyConstraint(['follow_up_id'], ['follow_up.id'], name=op.f('fk_coaching_session_follow_up_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_coaching_session_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_coaching_session')),
    sa.UniqueConstraint('public_id', name=op.f('uq_coaching_session_public_id'))
    )
    with op.batch_alter_table('coaching_session', schema=None) as batch_op:
        batch_op.create_index('ix_coaching_session_coach', ['coach_id', 'starts_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_coaching_session_enrolment_id'), ['enrolment_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_coaching_session_follow_up_id'), ['follow_up_id'], unique=False)
        batch_op.create_index('ix_coaching_session_person', ['person_id', 'starts_at'], unique=False)

    op.create_table('commitment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('enrolment_id', sa.Integer(), nullable=True),
    sa.Column('session_id', sa.Integer(), nullable=True),
    sa.Column('measure', sa.String(length=40), nullable=True),
    sa.Column('event', sa.String(length=200), nullable=False),
    sa.Column('with_whom', sa.String(length=120), nullable=False),
    sa.Column('event_on', sa.Date(), nullable=False),
    sa.Column('will_do', sa.String(length=500), nullable=False),
    sa.Column('know_by', sa.String(length=300), nullable=False),
    sa.Column('obstacle', sa.String(length=300), nullable=False),
    sa.Column('made_at', kamcoach.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('kept', sa.String(length=10), nullable=True),
    sa.Column('barrier', sa.String(length=10), nullable=True),
    sa.Column('check_note', sa.String(length=500), nullable=False),
    sa.Column('checked_at', kamcoach.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_at', kamcoach.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.CheckConstraint("barrier IS NULL OR barrier IN ('none', 'forgot', 'unsure', 'stopped', 'vain')", name=op.f('ck_commitment_barrier')),
    sa.CheckConstraint("kept IS NULL OR kept IN ('yes', 'partly', 'no', 'no_event')", name=op.f('ck_commitment_kept')),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_commitment_enrolment_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_commitment_person_id')),
    sa.ForeignKeyConstraint(['session_id'], ['coaching_session.id'], name=op.f('fk_commitment_session_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_commitment')),
    sa.UniqueConstraint('public_id', name=op.f('uq_commitment_public_id'))
    )
    with op.batch_alter_table('commitment', schema=None) as batch_op:
        batch_op.create_index('ix_commitment_open', ['checked_at', 'event_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_commitment_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_commitment_session_id'), ['session_id'], unique=False)

    op.create_table('session_note',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('part', sa.String(length=10), nullable=False),
    sa.Column('private', sa.Boolean(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('saved_at', kamcoach.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.CheckConstraint("part IN ('evidence', 'review', 'fact', 'rehearse', 'next')", name=op.f('ck_session_note_part')),
    sa.CheckConstraint('revision >= 1', name=op.f('ck_session_note_revision')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_session_note_by_id')),
    sa.ForeignKeyConstraint(['session_id'], ['coaching_session.id'], name=op.f('fk_session_note_session_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_session_note')),
    sa.UniqueConstraint('public_id', name=op.f('uq_session_note_public_id')),
    sa.UniqueConstraint('session_id', 'by_id', 'part', 'private', name=op.f('uq_session_note_session_id_by_id_part_private'))
    )
    with op.batch_alter_table('session_note', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_session_note_session_id'), ['session_id'], unique=False)

    op.create_table('task',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('enrolment_id', sa.Integer(), nullable=True),
    sa.Column('measure', sa.String(length=40), nullable=True),
    sa.Column('assessment_id', sa.Integer(), nullable=True),
    sa.Column('item', sa.String(length=40), nullable=True),
    sa.Column('commitment_id', sa.Integer(), nullable=True),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('created_at', kamcoach.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('answered_at', kamcoach.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('done_on', sa.Date(), nullable=True),
    sa.Column('done_note', sa.String(length=500), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.CheckConstraint("kind IN ('look', 'cue', 'rehearse', 'clear', 'talk')", name=op.f('ck_task_kind')),
    sa.ForeignKeyConstraint(['assessment_id'], ['assessment.id'], name=op.f('fk_task_assessment_id')),
    sa.ForeignKeyConstraint(['commitment_id'], ['commitment.id'], name=op.f('fk_task_commitment_id')),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_task_enrolment_id')),
    sa.ForeignKeyConstraint(['owner_id'], ['person.id'], name=op.f('fk_task_owner_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_task_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_task')),
    sa.UniqueConstraint('assessment_id', 'item', name=op.f('uq_task_assessment_id_item')),
    sa.UniqueConstraint('commitment_id', name=op.f('uq_task_commitment_id')),
    sa.UniqueConstraint('public_id', name=op.f('uq_task_public_id'))
    )
    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.create_index('ix_task_owner', ['owner_id', 'done_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_task_person_id'), ['person_id'], unique=False)

    with op.batch_alter_table('assessment', schema=None) as batch_op:
        batch_op.add_column(sa.Column('asked_from', sa.Date(), nullable=True))

    with op.batch_alter_table('enrolment', schema=None) as batch_op:
        batch_op.add_column(sa.Column('plan_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('waits_since', kamcoach.database.UtcDateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_enrolment_plan_id'), 'content_version', ['plan_id'], ['id'])
        batch_op.create_index('ix_enrolment_waiting', ['waits_since'], unique=False, sqlite_where=sa.text('waits_since IS NOT NULL'), postgresql_where=sa.text('waits_since IS NOT NULL'))
    op.execute(
        'UPDATE enrolment SET plan_id = (SELECT MAX(plan_id) FROM follow_up WHERE follow_up.enrolment_id = enrolment.id)'
    )

    with op.batch_alter_table('follow_up', schema=None) as batch_op:
        batch_op.add_column(sa.Column('opened_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('held_back_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('held_back_why', sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column('held_until', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('measure', sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column('read_at', kamcoach.database.UtcDateTime(timezone=True), nullable=True))
        unread = sa.text('read_at IS NULL AND occasion_id IS NOT NULL')
        batch_op.create_index('ix_follow_up_kind', ['kind', 'closes_on'], unique=False)
        batch_op.create_index('ix_follow_up_unread', ['occasion_id'], unique=False, sqlite_where=unread, postgresql_where=unread)

    with op.batch_alter_table('follow_up_event', schema=None) as batch_op:
        batch_op.alter_column('by_id',
               existing_type=sa.INTEGER(),
               nullable=True)

    with op.batch_alter_table('outbox_message', schema=None) as batch_op:
        batch_op.add_column(sa.Column('not_before', kamcoach.database.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('in_digest_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_outbox_message_in_digest_id'), 'outbox_message', ['in_digest_id'], ['id'])

    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.add_column(sa.Column('quiet_from', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('quiet_to', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('digest', sa.Boolean(), nullable=True))
    op.execute(sa.text('UPDATE person SET quiet_from = 20, quiet_to = 7, digest = :no').bindparams(no=False))
    with op.batch_alter_table('person', schema=None) as batch_op:
        for column, kind in (('quiet_from', sa.Integer()), ('quiet_to', sa.Integer()), ('digest', sa.Boolean())):
            batch_op.alter_column(column, existing_type=kind, nullable=False)
        batch_op.create_check_constraint(
            op.f('ck_person_quiet_hours'), 'quiet_from BETWEEN 0 AND 23 AND quiet_to BETWEEN 0 AND 23'
        )
    op.execute(
        'UPDATE follow_up SET opened_on = (SELECT opens_on FROM occasion WHERE occasion.id = follow_up.occasion_id)'
        ' WHERE occasion_id IS NOT NULL'
    )
    # nobody is asked today about a drop of long ago: what was released before is as good as read
    op.execute(
        'UPDATE follow_up SET read_at = (SELECT released_at FROM occasion WHERE occasion.id = follow_up.occasion_id)'
        ' WHERE occasion_id IS NOT NULL'
    )

    steps = ('measure', 'then', 'pulse', 'reaction', 'talk', 'session', 'trio', 'boosters', 'check', 'review', 'ask')
    events = ('moved', 'waived', 'held', 'undone', 'nearer', 'away', 'replanned', 'nudged', 'spoke')
    checks = {
        'follow_up': ('kind', f"kind IN {steps}"),
        'follow_up_event': ('kind', f"kind IN {events}"),
        'line': ('kind', "kind IN ('manager', 'coach', 'mentor', 'team')"),
        'outbox_message': ('state', "state IN ('waiting', 'sent', 'dropped', 'failed', 'bounced')"),
    }
    for table, (name, condition) in checks.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(op.f(f'ck_{table}_{name}'), type_='check')
            batch_op.create_check_constraint(op.f(f'ck_{table}_{name}'), condition)


def downgrade() -> None:
    """Versions only go forward: restore the backup that was made before the upgrade."""
    raise NotImplementedError
