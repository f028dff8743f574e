#ifndef SMH_CREADLINE_SHIM_H
#define SMH_CREADLINE_SHIM_H

// readline.h uses FILE without including its declaration.
#include <stdio.h>
#include <stdlib.h>
#include <readline/readline.h>
#include <readline/history.h>

// Swift 6 refuses C's mutable globals. Each is reached through a function here, and called on the editor's thread only.

// `$if smh` in ~/.inputrc.
static inline void smh_readline_set_name(const char *name) { rl_readline_name = name; }

// Signals are ours: readline would take Ctrl-C for the length of a line and end the process with it.
static inline void smh_readline_leave_signals(void) {
    rl_catch_signals = 0;
    rl_catch_sigwinch = 0;
    // LINES and COLUMNS belong to the user's environment.
    rl_change_environment = 0;
}

// Characters at which a word to complete begins. A slash and a point are none, so paths and members arrive whole.
static inline void smh_readline_set_word_breaks(const char *characters) {
    rl_basic_word_break_characters = characters;
    rl_completer_word_break_characters = (char *)characters;
    // Strings are told apart by the completer itself.
    rl_completer_quote_characters = "";
}

static inline void smh_readline_set_completer(rl_completion_func_t *completer) {
    rl_attempted_completion_function = completer;
}

// What our completer found is all there is: no fall-back to names of local files.
static inline void smh_readline_completion_is_final(int append) {
    rl_attempted_completion_over = 1;
    rl_completion_append_character = append;
    rl_completion_suppress_append = append == 0;
}

static inline const char *smh_readline_line(void) { return rl_line_buffer; }

// Drops what was typed, as Ctrl-C does.
static inline void smh_readline_drop_line(void) {
    rl_free_line_state();
    rl_callback_sigcleanup();
}

// Shows and hides the prompt while something else writes to the terminal.
static inline FILE *smh_readline_output(void) { return rl_outstream ? rl_outstream : stdout; }

#endif
