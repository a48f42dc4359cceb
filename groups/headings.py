"""The words that lists of people use for their columns and roles, in English, German and French."""

import re
import unicodedata

from groups.models import GroupRole

EMAIL, NAME, FIRST, LAST, ROLE = "email", "name", "first", "last", "role"

COLUMNS = {
    EMAIL: "email mail emailaddress mailaddress emailadresse mailadresse adresseemail adressemail adresseelectronique "
    "courriel adressecourriel",
    NAME: "name fullname displayname student pupil person vollername vollstandigername anzeigename schuler schulerin "
    "nomcomplet nometprenom prenometnom nomprenom prenomnom eleve",
    FIRST: "firstname givenname forename vorname prenom",
    LAST: "lastname surname familyname nachname familienname zuname nomdefamille nom",
    ROLE: "role rolle funktion fonction",
}
ROLES = {
    GroupRole.STUDENT.value: "student students pupil learner participant schuler schulerin studentin studierende "
    "studierender teilnehmer teilnehmerin lernende lernender etudiant etudiante eleve apprenant apprenante",
    GroupRole.TEACHER.value: "teacher teachers instructor lecturer lehrer lehrerin lehrkraft lehrperson dozent "
    "dozentin enseignant enseignante professeur professeure prof formateur formatrice",
}
_columns = {word: column for column, words in COLUMNS.items() for word in words.split()}
_roles = {word: role for role, words in ROLES.items() for word in words.split()}


def plain(text: str) -> str:
    """Letters and digits alone, small and without their marks: "E-Mail" is email, "Prénom" is prenom."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[^a-z0-9]", "", letters)


def role_of_word(word: str) -> str | None:
    return _roles.get(plain(word))


def columns_of(cells: list[str]) -> dict[str, int] | None:
    """Where which column stands, if these cells are a row of headings; None for anybody's own row.

    A single heading counts only when it is the address's: "Student" alone could be half of a name.
    """
    if any("@" in cell for cell in cells):
        return None
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        column = _columns.get(plain(cell))
        if column is not None:
            found.setdefault(column, place)
    if EMAIL not in found:
        return None
    if NAME in found and (FIRST in found) != (LAST in found):
        # German and French lists say "Name, Vorname" and "Nom, Prénom" where the first of the two is the family's.
        found[LAST if FIRST in found else FIRST] = found.pop(NAME)
    if LAST in found and FIRST not in found:
        found[NAME] = found.pop(LAST)
    return found
