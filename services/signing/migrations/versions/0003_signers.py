"""Several signers of one session, each with links, codes, an act and signatures of their own.

The person's columns of `signing_session` move to `signer`. They stay, empty, for the release before this one, whose
sessions a trigger gives their signer; the next migration drops both.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

SCHEMA = "signing"
OPERATOR = "operator"
MOVED = ("person_ref", "role", "name_sealed", "id_document_type", "id_number_sealed", "mobile_sealed")
FILING = ("filing_type", "filing_type_edition")
OF_A_SIGNER = ("signing_link", "signing_code", "signing_act")
SIGNER = ["session_no", "party_ref"]


def upgrade() -> None:
    op.create_table(
        "signer",
        sa.Column("session_no", sa.Text, sa.ForeignKey("signing.signing_session.session_no"), primary_key=True),
        sa.Column("party_ref", sa.Text, primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("name_sealed", sa.Text, nullable=False),
        sa.Column("id_document_type", sa.Text, nullable=False),
        sa.Column("id_number_sealed", sa.Text, nullable=False),
        sa.Column("mobile_sealed", sa.Text, nullable=False),
        schema=SCHEMA,
    )
    op.execute(
        """
        INSERT INTO signing.signer
        SELECT session_no, person_ref, 0, role, 0, name_sealed, id_document_type, id_number_sealed, mobile_sealed
        FROM signing.signing_session
        """
    )
    op.execute(
        """
        CREATE FUNCTION signing.session_has_its_signer() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN
            INSERT INTO signing.signer VALUES (NEW.session_no, NEW.person_ref, 0, NEW.role, 0, NEW.name_sealed,
                NEW.id_document_type, NEW.id_number_sealed, NEW.mobile_sealed);
            RETURN NULL;
        END $$
        """
    )
    op.execute(
        """
        CREATE TRIGGER session_has_its_signer AFTER INSERT ON signing.signing_session
        FOR EACH ROW WHEN (NEW.person_ref IS NOT NULL) EXECUTE FUNCTION signing.session_has_its_signer()
        """
    )
    for column in MOVED:
        op.alter_column("signing_session", column, nullable=True, schema=SCHEMA)
    for column in FILING:
        op.add_column("signing_session", sa.Column(column, sa.Text), schema=SCHEMA)
    for table in (*OF_A_SIGNER, "document_signature"):
        op.add_column(table, sa.Column("party_ref", sa.Text, nullable=False, server_default=OPERATOR), schema=SCHEMA)
    for table in OF_A_SIGNER:
        op.create_foreign_key(
            f"{table}_signer_fkey", table, "signer", SIGNER, SIGNER, source_schema=SCHEMA, referent_schema=SCHEMA
        )
    op.drop_constraint("document_signature_session_no_fkey", "document_signature", schema=SCHEMA)
    op.drop_constraint("signing_act_pkey", "signing_act", schema=SCHEMA)
    op.create_primary_key("signing_act_pkey", "signing_act", SIGNER, schema=SCHEMA)
    op.add_column("document_signature", sa.Column("seq", sa.Integer, nullable=False, server_default="1"), schema=SCHEMA)
    op.drop_constraint("document_signature_pkey", "document_signature", schema=SCHEMA)
    op.create_primary_key(
        "document_signature_pkey", "document_signature", ["session_no", "kind", "party_ref"], schema=SCHEMA
    )
    op.create_unique_constraint(
        "document_signature_seq_unique", "document_signature", ["session_no", "kind", "seq"], schema=SCHEMA
    )
    op.create_foreign_key(
        "document_signature_act_fkey",
        "document_signature",
        "signing_act",
        SIGNER,
        SIGNER,
        source_schema=SCHEMA,
        referent_schema=SCHEMA,
    )
    op.drop_index("signing_link_one_alive", "signing_link", schema=SCHEMA)
    op.create_index(
        "signing_link_one_alive",
        "signing_link",
        SIGNER,
        unique=True,
        schema=SCHEMA,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_index("signing_code_by_session", "signing_code", schema=SCHEMA)
    op.create_index("signing_code_by_signer", "signing_code", [*SIGNER, "sent_at"], schema=SCHEMA)


def downgrade() -> None:
    """Only while nobody but operators signed."""
    op.drop_index("signing_code_by_signer", "signing_code", schema=SCHEMA)
    op.create_index("signing_code_by_session", "signing_code", ["session_no", "sent_at"], schema=SCHEMA)
    op.drop_index("signing_link_one_alive", "signing_link", schema=SCHEMA)
    op.create_index(
        "signing_link_one_alive",
        "signing_link",
        ["session_no"],
        unique=True,
        schema=SCHEMA,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_constraint("document_signature_act_fkey", "document_signature", schema=SCHEMA)
    op.drop_constraint("document_signature_seq_unique", "document_signature", schema=SCHEMA)
    op.drop_constraint("document_signature_pkey", "document_signature", schema=SCHEMA)
    op.create_primary_key("document_signature_pkey", "document_signature", ["session_no", "kind"], schema=SCHEMA)
    op.drop_column("document_signature", "seq", schema=SCHEMA)
    op.drop_constraint("signing_act_pkey", "signing_act", schema=SCHEMA)
    op.create_primary_key("signing_act_pkey", "signing_act", ["session_no"], schema=SCHEMA)
    op.create_foreign_key(
        "document_signature_session_no_fkey",
        "document_signature",
        "signing_act",
        ["session_no"],
        ["session_no"],
        source_schema=SCHEMA,
        referent_schema=SCHEMA,
    )
    for table in OF_A_SIGNER:
        op.drop_constraint(f"{table}_signer_fkey", table, schema=SCHEMA)
    for table in (*OF_A_SIGNER, "document_signature"):
        op.drop_column(table, "party_ref", schema=SCHEMA)
    op.execute(
        """
        UPDATE signing.signing_session s SET person_ref = p.party_ref, role = p.role, name_sealed = p.name_sealed,
            id_document_type = p.id_document_type, id_number_sealed = p.id_number_sealed,
            mobile_sealed = p.mobile_sealed
        FROM signing.signer p WHERE p.session_no = s.session_no
        """
    )
    for column in MOVED:
        op.alter_column("signing_session", column, nullable=False, schema=SCHEMA)
    for column in FILING:
        op.drop_column("signing_session", column, schema=SCHEMA)
    op.execute("DROP TRIGGER session_has_its_signer ON signing.signing_session")
    op.execute("DROP FUNCTION signing.session_has_its_signer()")
    op.drop_table("signer", schema=SCHEMA)
