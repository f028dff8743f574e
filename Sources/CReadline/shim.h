#ifndef SMH_CREADLINE_SHIM_H
#define SMH_CREADLINE_SHIM_H

// readline.h uses FILE without including its declaration.
#include <stdio.h>
#include <readline/readline.h>
#include <readline/history.h>

#endif
