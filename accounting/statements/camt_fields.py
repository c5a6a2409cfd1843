"""Where the versions of camt.052/.053/.054 keep each fact: the mapping, as data.

Paths are relative to an entry (Ntry) or a payment inside it (TxDtls), without namespace; the first one with a
text wins. Versions differ in few places: .001.01 has no NtryDtls and names accounts PrtryAcct or BBAN; to
.001.03 a BIC is BIC, later BICFI; from .001.08 a party sits in Pty or Agt and a status in Cd; from .001.04
charges sit in Rcrd and a payment has an amount of its own. A new version usually needs a path here and
nothing else.
"""

from typing import Literal

Role = Literal["Dbtr", "Cdtr"]
ROLES: tuple[Role, ...] = ("Dbtr", "Cdtr")

# Words that stand for "no reference": EPC rulebooks (end-to-end), SWIFT (bank reference).
NO_REFERENCE = frozenset({"NOTPROVIDED", "NOT PROVIDED", "NOTAPPLICABLE", "NONREF"})

REFERENCE_PATHS: dict[str, tuple[str, ...]] = {
    "reference": ("AcctSvcrRef", "Refs/AcctSvcrRef"),
    "end_to_end_id": ("Refs/EndToEndId",),
    "transaction_id": ("Refs/TxId", "Refs/UETR", "Refs/InstrId"),
    "payment_information_id": ("Refs/PmtInfId", "NtryDtls/Btch/PmtInfId", "Btch/PmtInfId"),
    "mandate_id": ("Refs/MndtId",),
    "return_reason": ("RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry", "RtrInf/RtrRsn/Cd", "RtrInf/RtrRsn/Prtry"),
    "proprietary_code": ("BkTxCd/Prtry/Cd",),
}

BANK_CODE_PATHS = ("BkTxCd/Domn/Cd", "BkTxCd/Domn/Fmly/Cd", "BkTxCd/Domn/Fmly/SubFmlyCd")

STRUCTURED_REFERENCE_PATHS = ("RmtInf/Strd/CdtrRefInf/Ref", "RmtInf/Strd/CdtrRefInf/CdtrRef")
DOCUMENT_NUMBER_PATHS = ("RmtInf/Strd/RfrdDocInf/Nb", "RmtInf/Strd/RfrdDocInf/RfrdDocNb")
DESCRIPTION_PATH = "RmtInf/Ustrd"
# Where banks put their text when the payment carries no remittance information.
SPARE_DESCRIPTION_PATHS = ("RmtInf/Strd/AddtlRmtInf", "AddtlTxInf", "AddtlNtryInf")

# {role}: Dbtr or Cdtr.
_PARTY: dict[str, tuple[str, ...]] = {
    "counterparty": (
        "RltdPties/{role}/Nm",
        "RltdPties/{role}/Pty/Nm",
        "RltdPties/{role}/Agt/FinInstnId/Nm",
        "RltdPties/Ultmt{role}/Nm",
        "RltdPties/Ultmt{role}/Pty/Nm",
    ),
    "counterparty_iban": ("RltdPties/{role}Acct/Id/IBAN",),
    "counterparty_account": (
        "RltdPties/{role}Acct/Id/Othr/Id",
        "RltdPties/{role}Acct/Id/BBAN",
        "RltdPties/{role}Acct/Id/PrtryAcct/Id",
    ),
    "counterparty_bic": (
        "RltdAgts/{role}Agt/FinInstnId/BICFI",
        "RltdAgts/{role}Agt/FinInstnId/BIC",
        "RltdPties/{role}/Agt/FinInstnId/BICFI",
    ),
    "ultimate_counterparty": ("RltdPties/Ultmt{role}/Nm", "RltdPties/Ultmt{role}/Pty/Nm"),
}
PARTY_PATHS: dict[Role, dict[str, tuple[str, ...]]] = {
    role: {name: tuple(path.format(role=role) for path in paths) for name, paths in _PARTY.items()}
    for role in ROLES
}

# Amounts of a payment in the account's currency, and the one that was ordered.
TRANSACTION_AMOUNT_PATHS = ("Amt", "AmtDtls/TxAmt/Amt")
BOOKED_AMOUNT_PATHS = ("AmtDtls/CntrValAmt/Amt", "AmtDtls/TxAmt/Amt")
ORIGINAL_AMOUNT_PATH = "AmtDtls/InstdAmt/Amt"
EXCHANGE_PATHS = (
    "AmtDtls/InstdAmt/CcyXchg",
    "AmtDtls/TxAmt/CcyXchg",
    "AmtDtls/CntrValAmt/CcyXchg",
    "AmtDtls/AnncdPstngAmt/CcyXchg",
)

# Statement level.
ACCOUNT_OTHER_PATHS = ("Acct/Id/Othr/Id", "Acct/Id/BBAN", "Acct/Id/PrtryAcct/Id", "Acct/Id/UPIC")
ACCOUNT_BIC_PATHS = ("Acct/Svcr/FinInstnId/BICFI", "Acct/Svcr/FinInstnId/BIC")
BALANCE_CODE_PATHS = ("Tp/CdOrPrtry/Cd", "Tp/CdOrPrtry/Prtry", "Tp/Cd", "Tp/Prtry")
# Opening booked; a previous closing booked balance is the same figure a day earlier.
OPENING_CODES = ("OPBD", "PRCD")
CLOSING_CODES = ("CLBD",)
# Interim booked: reports within the day have one at each end.
INTERIM_CODE = "ITBD"
