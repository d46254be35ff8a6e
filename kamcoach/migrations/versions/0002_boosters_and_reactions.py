"""Boosters are content too, and a plan may ask for a reaction

Revision: 0002, after 0001
"""

from alembic import op


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

KINDS = {
    'content_version': "kind IN ('instruments', 'plans', 'profiles', 'boosters')",
    'follow_up': "kind IN ('measure', 'pulse', 'reaction', 'talk')",
}


def upgrade() -> None:
    """Widen two checks."""
    for table, kinds in KINDS.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(op.f(f'ck_{table}_kind'), type_='check')
            batch_op.create_check_constraint(op.f(f'ck_{table}_kind'), kinds)
    if op.get_bind().dialect.name == "sqlite":  # a batch there makes a new table, without the old one's triggers
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER content_version_no_{act.lower()} BEFORE {act} ON content_version "
                "BEGIN SELECT RAISE(ABORT, 'content_version is append-only'); END"
            )


def downgrade() -> None:
    """Versions only go forward: restore the backup that was made before the upgrade."""
    raise NotImplementedError
