/* tools/export/form.c - what ids of other systems look like. */
#include "tools/export/foreign.h"

#include <ctype.h>
#include <string.h>

/* Each of the last three of 18 characters tells which of five others are capitals, the first in the lowest bit. */
static int suffix_fits(const char *id)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
    for (int third = 0; third < 3; third++) {
        unsigned bits = 0;
        for (int k = 0; k < 5; k++) bits |= (unsigned)(id[5 * third + k] >= 'A' && id[5 * third + k] <= 'Z') << k;
        if (toupper((unsigned char)id[15 + third]) != digits[bits]) return 0;
    }
    return 1;
}

static int is_salesforce(const char *id)
{
    size_t n = strlen(id);
    if (n != 15 && n != 18) return 0;
    for (size_t k = 0; k < n; k++)
        if (!isascii((unsigned char)id[k]) || !isalnum((unsigned char)id[k])) return 0;
    return n == 15 || suffix_fits(id);
}

static int is_guid(const char *id)
{
    if (strlen(id) != 36) return 0;
    for (int k = 0; k < 36; k++) {
        int is_hyphen = k == 8 || k == 13 || k == 18 || k == 23;
        if (is_hyphen ? id[k] != '-' : !isxdigit((unsigned char)id[k])) return 0;
    }
    return 1;
}

int ambit_foreign_is_id(const char *text, ambit_foreign_form form)
{
    return form == AMBIT_FORM_GUID ? is_guid(text) : is_salesforce(text);
}
