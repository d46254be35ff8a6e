"""Key accounts, cycles, observed events, audits, exports; seats that end; a look back after the training

Revision: 0003, after 0002
"""

import sqlalchemy as sa
from alembic import op
import kamcoach.database


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """New tables, four columns, three wider checks."""
    op.create_table('key_account',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('created_at', kamcoach.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_key_account_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_key_account')),
    sa.UniqueConstraint('name', name=op.f('uq_key_account_name')),
    sa.UniqueConstraint('public_id', name=op.f('uq_key_account_public_id'))
    )
    op.create_table('contact',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key_account_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('position', sa.String(length=120), nullable=False),
    sa.Column('created_at', kamcoach.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('left_on', sa.Date(), nullable=True),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.ForeignKeyConstraint(['key_account_id'], ['key_account.id'], name=op.f('fk_contact_key_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact')),
    sa.UniqueConstraint('public_id', name=op.f('uq_contact_public_id'))
    )
    with op.batch_alter_table('contact', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contact_key_account_id'), ['key_account_id'], unique=False)

    op.create_table('cycle',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('instrument_id', sa.Integer(), nullable=False),
    sa.Column('profile_id', sa.Integer(), nullable=False),
    sa.Column('opens_on', sa.Date(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('closes_on', sa.Date(), nullable=False),
    sa.Column('started_by_id', sa.Integer(), nullable=False),
    sa.Column('started_at', kamcoach.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.CheckConstraint('opens_on <= due_on AND due_on <= closes_on', name=op.f('ck_cycle_window')),
    sa.ForeignKeyConstraint(['instrument_id'], ['content_version.id'], name=op.f('fk_cycle_instrument_id')),
    sa.ForeignKeyConstraint(['profile_id'], ['content_version.id'], name=op.f('fk_cycle_profile_id')),
    sa.ForeignKeyConstraint(['started_by_id'], ['person.id'], name=op.f('fk_cycle_started_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cycle')),
    sa.UniqueConstraint('public_id', name=op.f('uq_cycle_public_id'))
    )
    op.create_table('export',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('dataset', sa.String(length=40), nullable=False),
    sa.Column('filters', sa.JSON(), nullable=False),
    sa.Column('requested_by_id', sa.Integer(), nullable=False),
    sa.Column('requested_at', kamcoach.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('leased_by', sa.String(length=16), nullable=True),
    sa.Column('leased_until', kamcoach.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('rows', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('why', sa.String(length=20), nullable=True),
    sa.Column('finished_at', kamcoach.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.CheckConstraint("state IN ('waiting', 'ready', 'failed')", name=op.f('ck_export_state')),
    sa.ForeignKeyConstraint(['requested_by_id'], ['person.id'], name=op.f('fk_export_requested_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_export')),
    sa.UniqueConstraint('public_id', name=op.f('uq_export_public_id'))
    )
    with op.batch_alter_table('export', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_export_requested_by_id'), ['requested_by_id'], unique=False)
        batch_op.create_index('ix_export_state', ['state', 'leased_until'], unique=False)

    op.create_table('export_part',
    sa.Column('export_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['export_id'], ['export.id'], name=op.f('fk_export_part_export_id')),
    sa.PrimaryKeyConstraint('export_id', 'number', name=op.f('pk_export_part'))
    )

    op.create_table('team_member',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key_account_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('part', sa.String(length=10), nullable=False),
    sa.Column('from_date', sa.Date(), nullable=False),
    sa.Column('to_date', sa.Date(), nullable=True),
    sa.CheckConstraint("part IN ('lead', 'member')", name=op.f('ck_team_member_part')),
    sa.CheckConstraint('to_date IS NULL OR to_date >= from_date', name=op.f('ck_team_member_order')),
    sa.ForeignKeyConstraint(['key_account_id'], ['key_account.id'], name=op.f('fk_team_member_key_account_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_team_member_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_team_member')),
    sa.UniqueConstraint('key_account_id', 'person_id', 'from_date', name=op.f('uq_team_member_key_account_id_person_id_from_date'))
    )
    with op.batch_alter_table('team_member', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_team_member_person_id'), ['person_id'], unique=False)

    op.create_table('agreed_level',
    sa.Column('occasion_id', sa.Integer(), nullable=False),
    sa.Column('measure', sa.String(length=40), nullable=False),
    sa.Column('value', sa.Integer(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('saved_by_id', sa.Integer(), nullable=False),
    sa.Column('saved_at', kamcoach.database.UtcDateTime(timezone=True), nullable=False),
    sa.CheckConstraint('revision >= 1', name=op.f('ck_agreed_level_revision')),
    sa.ForeignKeyConstraint(['occasion_id'], ['occasion.id'], name=op.f('fk_agreed_level_occasion_id')),
    sa.ForeignKeyConstraint(['saved_by_id'], ['person.id'], name=op.f('fk_agreed_level_saved_by_id')),
    sa.PrimaryKeyConstraint('occasion_id', 'measure', name=op.f('pk_agreed_level'))
    )
    op.create_table('audit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('occasion_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('auditor_id', sa.Integer(), nullable=False),
    sa.Column('commissioned_by_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('period_from', sa.Date(), nullable=False),
    sa.Column('period_to', sa.Date(), nullable=False),
    sa.Column('independence', sa.Text(), nullable=False),
    sa.Column('declared_at', kamcoach.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('created_at', kamcoach.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('drafted_at', kamcoach.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('reply_until', sa.Date(), nullable=True),
    sa.Column('replied_at', kamcoach.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('final_at', kamcoach.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.CheckConstraint('period_to >= period_from', name=op.f('ck_audit_period')),
    sa.ForeignKeyConstraint(['auditor_id'], ['person.id'], name=op.f('fk_audit_auditor_id')),
    sa.ForeignKeyConstraint(['commissioned_by_id'], ['person.id'], name=op.f('fk_audit_commissioned_by_id')),
    sa.ForeignKeyConstraint(['occasion_id'], ['occasion.id'], name=op.f('fk_audit_occasion_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_audit_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit')),
    sa.UniqueConstraint('occasion_id', name=op.f('uq_audit_occasion_id')),
    sa.UniqueConstraint('public_id', name=op.f('uq_audit_public_id'))
    )
    with op.batch_alter_table('audit', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_auditor_id'), ['auditor_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_person_id'), ['person_id'], unique=False)

    op.create_table('signature',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('occasion_id', sa.Integer(), nullable=False),
    sa.Column('relation', sa.String(length=12), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('levels_hash', sa.String(length=64), nullable=False),
    sa.Column('dissent', sa.Text(), nullable=False),
    sa.Column('signed_at', kamcoach.database.UtcDateTime(timezone=True), nullable=False),
    sa.CheckConstraint("relation IN ('self', 'manager')", name=op.f('ck_signature_relation')),
    sa.ForeignKeyConstraint(['occasion_id'], ['occasion.id'], name=op.f('fk_signature_occasion_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_signature_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signature')),
    sa.UniqueConstraint('occasion_id', 'relation', name=op.f('uq_signature_occasion_id_relation'))
    )
    op.create_table('evidence_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('audit_id', sa.Integer(), nullable=False),
    sa.Column('item', sa.String(length=40), nullable=False),
    sa.Column('asked_for', sa.Text(), nullable=False),
    sa.Column('wanted_grade', sa.String(length=1), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('asked_at', kamcoach.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('received', sa.Text(), nullable=False),
    sa.Column('lies_at', sa.Text(), nullable=False),
    sa.Column('dated_on', sa.Date(), nullable=True),
    sa.Column('key_account_id', sa.Integer(), nullable=True),
    sa.Column('received_at', kamcoach.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('grade', sa.String(length=1), nullable=True),
    sa.Column('graded_note', sa.Text(), nullable=False),
    sa.Column('graded_at', kamcoach.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.CheckConstraint("grade IS NULL OR grade IN ('A', 'B', 'C', 'D')", name=op.f('ck_evidence_request_grade')),
    sa.CheckConstraint("wanted_grade IN ('A', 'B', 'C', 'D')", name=op.f('ck_evidence_request_wanted_grade')),
    sa.ForeignKeyConstraint(['audit_id'], ['audit.id'], name=op.f('fk_evidence_request_audit_id')),
    sa.ForeignKeyConstraint(['key_account_id'], ['key_account.id'], name=op.f('fk_evidence_request_key_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evidence_request')),
    sa.UniqueConstraint('public_id', name=op.f('uq_evidence_request_public_id'))
    )
    with op.batch_alter_table('evidence_request', schema=None) as batch_op:
        batch_op.create_index('ix_evidence_request_audit', ['audit_id', 'item'], unique=False)

    op.create_table('finding',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('audit_id', sa.Integer(), nullable=False),
    sa.Column('measure', sa.String(length=40), nullable=False),
    sa.Column('draft', sa.Text(), nullable=False),
    sa.Column('reply', sa.Text(), nullable=False),
    sa.Column('dissent', sa.Text(), nullable=False),
    sa.Column('final', sa.Text(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('reply_revision', sa.Integer(), nullable=False),
    sa.Column('created_at', kamcoach.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.ForeignKeyConstraint(['audit_id'], ['audit.id'], name=op.f('fk_finding_audit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_finding')),
    sa.UniqueConstraint('audit_id', 'measure', name=op.f('uq_finding_audit_id_measure')),
    sa.UniqueConstraint('public_id', name=op.f('uq_finding_public_id'))
    )
    with op.batch_alter_table('finding', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_finding_audit_id'), ['audit_id'], unique=False)

    op.create_table('observed_event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('assessment_id', sa.Integer(), nullable=False),
    sa.Column('happened_on', sa.Date(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('what', sa.String(length=300), nullable=False),
    sa.Column('key_account_id', sa.Integer(), nullable=True),
    sa.Column('added_at', kamcoach.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.CheckConstraint("kind IN ('meeting', 'call', 'plan_review', 'other')", name=op.f('ck_observed_event_kind')),
    sa.ForeignKeyConstraint(['assessment_id'], ['assessment.id'], name=op.f('fk_observed_event_assessment_id')),
    sa.ForeignKeyConstraint(['key_account_id'], ['key_account.id'], name=op.f('fk_observed_event_key_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_observed_event')),
    sa.UniqueConstraint('public_id', name=op.f('uq_observed_event_public_id'))
    )
    with op.batch_alter_table('observed_event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_observed_event_assessment_id'), ['assessment_id'], unique=False)

    op.create_table('corrective_action',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('finding_id', sa.Integer(), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('created_at', kamcoach.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('done_on', sa.Date(), nullable=True),
    sa.Column('done_note', sa.Text(), nullable=False),
    sa.Column('closed_at', kamcoach.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('closed_by_id', sa.Integer(), nullable=True),
    sa.Column('check_on', sa.Date(), nullable=True),
    sa.Column('effective', sa.Boolean(), nullable=True),
    sa.Column('checked_at', kamcoach.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('checked_by_id', sa.Integer(), nullable=True),
    sa.Column('check_note', sa.Text(), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.CheckConstraint('closed_by_id IS NULL OR closed_by_id <> owner_id', name=op.f('ck_corrective_action_closer')),
    sa.CheckConstraint('checked_by_id IS NULL OR checked_by_id <> owner_id', name=op.f('ck_corrective_action_checker')),
    sa.ForeignKeyConstraint(['checked_by_id'], ['person.id'], name=op.f('fk_corrective_action_checked_by_id')),
    sa.ForeignKeyConstraint(['closed_by_id'], ['person.id'], name=op.f('fk_corrective_action_closed_by_id')),
    sa.ForeignKeyConstraint(['finding_id'], ['finding.id'], name=op.f('fk_corrective_action_finding_id')),
    sa.ForeignKeyConstraint(['owner_id'], ['person.id'], name=op.f('fk_corrective_action_owner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_corrective_action')),
    sa.UniqueConstraint('public_id', name=op.f('uq_corrective_action_public_id'))
    )
    with op.batch_alter_table('corrective_action', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_corrective_action_finding_id'), ['finding_id'], unique=False)
        batch_op.create_index('ix_corrective_action_owner', ['owner_id', 'closed_at'], unique=False)

    with op.batch_alter_table('answer', schema=None) as batch_op:
        batch_op.add_column(sa.Column('key_account_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_answer_key_account_id'), 'key_account', ['key_account_id'], ['id'])

    with op.batch_alter_table('assessment', schema=None) as batch_op:
        batch_op.add_column(sa.Column('ended_on', sa.Date(), nullable=True))

    with op.batch_alter_table('enrolment', schema=None) as batch_op:
        batch_op.add_column(sa.Column('observer_as', sa.String(length=20), nullable=True))
    for kind in ('coach', 'manager'):
        runs = f"line.kind = '{kind}' AND line.to_date IS NULL"
        op.execute(
            f"UPDATE enrolment SET observer_as = '{kind}' WHERE observer_as IS NULL AND EXISTS (SELECT 1 FROM line"
            f" WHERE {runs} AND person_id = enrolment.person_id AND holder_id = enrolment.observer_id)"
        )
        op.execute(
            f"UPDATE assessment SET standing_as = '{kind}' WHERE standing_as = '' AND relation = 'observer'"
            " AND submitted_at IS NULL AND EXISTS (SELECT 1 FROM occasion JOIN subject ON"
            " subject.id = occasion.subject_id JOIN line ON line.person_id = subject.person_id"
            f" WHERE occasion.id = assessment.occasion_id AND line.holder_id = assessment.rater_id AND {runs})"
        )

    with op.batch_alter_table('subject', schema=None) as batch_op:
        batch_op.add_column(sa.Column('key_account_id', sa.Integer(), nullable=True))
        batch_op.create_unique_constraint(batch_op.f('uq_subject_key_account_id'), ['key_account_id'])
        batch_op.create_foreign_key(batch_op.f('fk_subject_key_account_id'), 'key_account', ['key_account_id'], ['id'])

    with op.batch_alter_table('subject', schema=None) as batch_op:
        batch_op.create_check_constraint(op.f('ck_subject_account_tie'), "key_account_id IS NULL OR kind = 'key_account'")

    op.drop_index('ix_trail_entry_object', table_name='trail_entry')
    op.create_index('ix_trail_entry_object', 'trail_entry', ['object_id', 'object_kind'], unique=False)

    with op.batch_alter_table('standing', schema=None) as batch_op:
        batch_op.add_column(sa.Column('value', sa.Double(), nullable=True))
        batch_op.add_column(sa.Column('occurred_at', kamcoach.database.UtcDateTime(timezone=True), nullable=True))
    for column in ('value', 'occurred_at'):
        op.execute(f'UPDATE standing SET {column} = (SELECT {column} FROM result WHERE result.id = standing.result_id)')
    with op.batch_alter_table('standing', schema=None) as batch_op:
        batch_op.alter_column('value', existing_type=sa.Double(), nullable=False)
        batch_op.alter_column(
            'occurred_at', existing_type=kamcoach.database.UtcDateTime(timezone=True), nullable=False
        )

    checks = {
        'occasion': ('phase', "phase IN ('baseline', 'fixed', 'then', 'pulse', 'single')"),
        'follow_up': ('kind', "kind IN ('measure', 'then', 'pulse', 'reaction', 'talk')"),
    }
    for table, (name, condition) in checks.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(op.f(f'ck_{table}_{name}'), type_='check')
            batch_op.create_check_constraint(op.f(f'ck_{table}_{name}'), condition)


def downgrade() -> None:
    """Versions only go forward: restore the backup that was made before the upgrade."""
    raise NotImplementedError
