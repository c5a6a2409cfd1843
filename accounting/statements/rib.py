"""The French account number (RIB) and its IBAN."""

from stdnum import iban

# Letters of an account number count as digits when the key is made: A J = 1, B K S = 2, … I R Z = 9.
_LETTERS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789")


def french_iban(bank: str, branch: str, account: str) -> str:
    """The IBAN of a French account by its bank (5 digits), branch (5 digits) and number (11 characters); else "".

    The key is 97 − (89 × bank + 15 × branch + 3 × account) mod 97 (CFONB).

    >>> french_iban("30006", "00001", "12345678901")
    'FR7630006000011234567890189'
    """
    bank, branch, account = bank.strip(), branch.strip(), account.strip().upper()
    if not (bank.isdigit() and len(bank) == 5 and branch.isdigit() and len(branch) == 5):
        return ""
    if not (len(account) == 11 and account.isascii() and account.isalnum()):
        return ""
    number = int(account.translate(_LETTERS))
    key = 97 - (89 * int(bank) + 15 * int(branch) + 3 * number) % 97
    bban = f"{bank}{branch}{account}{key:02}"
    return f"FR{iban.calc_check_digits(f'FR00{bban}')}{bban}"
