/* The workspace, from the variables of CI systems and the current directory. */
#include "cli/workspace.h"

#include <stdlib.h>

#include "espwhy/base.h"

/* Sources: GitHub Docs, Variables reference; GitLab Docs, Predefined CI/CD variables. */
static const char *const variables[] = { "GITHUB_WORKSPACE", "CI_PROJECT_DIR" };

void cli_workspace_init(struct cli_workspace *workspace)
{
    *workspace = (struct cli_workspace){ .folder = realpath(".", NULL) };
    for (size_t i = 0; i < WHY_COUNTOF(variables) && !workspace->root; i++) {
        const char *value = getenv(variables[i]);

        if (value && value[0] == '/')
            workspace->root = realpath(value, NULL);
    }
    if (!workspace->root)
        workspace->root = realpath(".", NULL);
}

void cli_workspace_deinit(struct cli_workspace *workspace)
{
    free(workspace->root);
    free(workspace->folder);
    *workspace = (struct cli_workspace){ .root = NULL };
}
