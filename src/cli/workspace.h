/* The folder that the paths of a report are relative to. */
#ifndef WHY_CLI_WORKSPACE_H
#define WHY_CLI_WORKSPACE_H

/* Absolute, without symbolic links; see struct why_format_options. */
struct cli_workspace {
    char *root;   /* as the environment says, else the current directory; NULL: neither is there */
    char *folder; /* the current directory; NULL: it is gone */
};

/** Look at the environment. cli_workspace_deinit() is due. */
void cli_workspace_init(struct cli_workspace *workspace);
void cli_workspace_deinit(struct cli_workspace *workspace);

#endif
