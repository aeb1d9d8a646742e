# Makefile - builds, tests and installs stalemate. `make help` lists what it can do.
#
# One configuration of the build is a folder: build/release by default, build/dev with DEV=1 (warnings are
# errors), or any other, so that several can stand side by side:
#
#     make CC=clang OPT=-O0 BUILD=build/clang-O0
#
# OPT is the optimisation level and what belongs to it; CFLAGS, CPPFLAGS and LDFLAGS are yours, and are added.
# With TUNED=1, in build/tuned, all is made for this machine alone, and by a profile of what the program is
# mostly used for: that takes two builds, and gives the same bytes sooner. V=1 shows the commands. No other
# file needs an edit when a source file comes or goes.

DEV      ?=
TUNED    ?=
BUILD    ?= build/$(if $(DEV),dev,$(if $(TUNED),tuned,release))
OPT      ?= -O3
SANITIZE ?=
JOBS     ?= $(shell nproc 2>/dev/null || echo 2)
PREFIX   ?= /usr/local
DESTDIR  ?=
V        ?=

# Where the tests find real traces, which carry licences of their own and are no part of this project. Tests
# that want one skip, and say so, where the folder is absent.
TRACES ?= $(abspath $(wildcard ../shared/traces))

SHELL := /bin/sh
.DELETE_ON_ERROR:
.SUFFIXES:

# ---- What there is to build: found, not listed.

SOURCES := $(wildcard sim/*.c sim/*/*.c strategies/*.c workloads/*.c workloads/*/*.c \
                      reports/*.c reports/*/*.c cli/*.c)
LIBRARY := $(BUILD)/libstalemate.a
PROGRAM := $(BUILD)/stalemate
OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(filter-out cli/main.c,$(SOURCES)))

# A test program is tests/*/test_*.c; what else stands beside it in C is shared by all of them.
TEST_SOURCES    := $(wildcard tests/*/test_*.c)
FUZZ_SOURCES    := $(wildcard tests/*/fuzz_*.c)
BENCH_SOURCES   := $(wildcard tests/*/bench_*.c)
SUPPORT_SOURCES := $(filter-out $(TEST_SOURCES) $(FUZZ_SOURCES) $(BENCH_SOURCES),$(wildcard tests/*/*.c))
TEST_SCRIPTS    := $(filter-out tests/bench/%,$(wildcard tests/*/*.sh))
SUPPORT         := $(BUILD)/tests/libsupport.a
SUPPORT_OBJECTS := $(SUPPORT_SOURCES:%.c=$(BUILD)/%.o)
TEST_PROGRAMS   := $(TEST_SOURCES:%.c=$(BUILD)/%)
FUZZ_PROGRAMS   := $(FUZZ_SOURCES:%.c=$(BUILD)/%)
BENCH_PROGRAMS  := $(BENCH_SOURCES:%.c=$(BUILD)/%)

# ---- Flags.

PACKAGES   := libcjson libxxhash libzstd zlib
PKG_CONFIG ?= pkg-config

# The goals that stand here compile nothing themselves: they set up first, then call make again.
FRONT   := help setup demo tuned test unit asan bench fuzz tidy clean uninstall
COMPILE := $(filter-out $(FRONT),$(or $(MAKECMDGOALS),all))
ifneq ($(COMPILE),)
  ifeq ($(shell command -v $(PKG_CONFIG)),)
    $(error $(PKG_CONFIG) is missing: `make setup` installs what the build needs)
  endif
  MISSING := $(shell for p in $(PACKAGES); do $(PKG_CONFIG) --exists $$p || echo $$p; done)
  ifneq ($(MISSING),)
    $(error $(PKG_CONFIG) does not find $(MISSING): `make setup` installs what the build needs)
  endif
  PACKAGE_CFLAGS := $(shell $(PKG_CONFIG) --cflags $(PACKAGES))
  PACKAGE_LIBS   := $(shell $(PKG_CONFIG) --libs $(PACKAGES))
endif
CC_IS_CLANG := $(shell $(CC) --version 2>/dev/null | grep -c clang)

WARNINGS := -Wall -Wextra -Wconversion -Wshadow -Wvla -Wmissing-prototypes $(if $(DEV),-Werror)
# A local that is kept across a wait of a flow loses its value: each compiler has its own way to see that.
ifeq ($(CC_IS_CLANG),0)
  FLOW_WARNINGS := -Werror=jump-misses-init
else
  WARNINGS += -Wuninitialized -Wsometimes-uninitialized
endif

# Calls between files are made inline when the program is linked, which is worth a twentieth; not for the
# tests, whose many programs would take minutes. (gcc would take a function that only prefetches for one
# without effect.)
LTO_OF_GCC := -flto=auto -ffat-lto-objects -fno-ipa-pure-const
LTO ?= $(if $(DEV)$(SANITIZE),,$(if $(filter 0,$(CC_IS_CLANG)),$(LTO_OF_GCC)))

# A profile is made by a program that counts its branches; COUNTING is where that leaves it. The profile
# knows functions by what -dumpdir says, too, so that must be the same in both builds. (What was never reached
# is compiled as without a profile, not for size.)
COUNTING ?=
PROFILE  := $(abspath $(BUILD))/profile
ifneq ($(TUNED)$(COUNTING),)
  TUNING  := -march=native $(if $(COUNTING),-fprofile-generate=$(COUNTING) -fprofile-update=single,\
                 -fprofile-use=$(PROFILE) -fprofile-partial-training -Wno-missing-profile)
  DUMPDIR  = -dumpdir $(*D)/
  ifeq ($(CC_IS_CLANG),1)
    $(error TUNED=1 takes gcc: the profile is made in its way)
  endif
endif

# Contraction (a * b + c rounded once instead of twice) would change results between machines: off, whatever
# CFLAGS say. -iquote: a project file is included by its path from here, in quotes.
ALL_CFLAGS = -std=c11 -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -iquote . -g $(OPT) $(LTO) $(TUNING) -pthread \
             $(SANITIZE) $(WARNINGS) $(FLOW_WARNINGS_HERE) $(TEST_CFLAGS) $(PACKAGE_CFLAGS) $(CPPFLAGS) \
             $(CFLAGS) -ffp-contract=off
# No -lm, and that is a test: libm's last bits differ between machines, so nothing may call it.
LINK = $(CC) $(OPT) $(LTO) $(TUNING) -pthread $(SANITIZE) $(LDFLAGS)
$(BUILD)/strategies/%.o $(BUILD)/sim/request/%.o: private FLOW_WARNINGS_HERE = $(FLOW_WARNINGS)
# cmocka hands every test a state, wanted or not.
$(BUILD)/tests/%.o: private TEST_CFLAGS = -Wno-unused-parameter

# ---- How it is built.

all: $(LIBRARY) $(PROGRAM) ## the program, build/release/stalemate (the default)

say = $(if $(V),,@printf '  %-5s %s\n' $(1) $@;)

$(BUILD)/%.o: %.c $(BUILD)/flags $(if $(TUNED),$(BUILD)/trained)
	@mkdir -p $(@D)
	$(call say,cc)$(CC) $(ALL_CFLAGS) $(DUMPDIR) -MMD -MP -c -o $@ $<

$(LIBRARY): $(OBJECTS)
$(SUPPORT): $(SUPPORT_OBJECTS)
$(LIBRARY) $(SUPPORT): $(BUILD)/sources
	@mkdir -p $(@D)
	@rm -f $@
	$(call say,ar)$(AR) rcs $@ $(filter %.o,$^)

$(PROGRAM): $(BUILD)/cli/main.o $(LIBRARY)
	$(call say,link)$(LINK) -o $@ $^ $(PACKAGE_LIBS)

$(TEST_PROGRAMS) $(BENCH_PROGRAMS): %: %.o $(SUPPORT) $(LIBRARY)
	$(call say,link)$(LINK) -o $@ $^ $(PACKAGE_LIBS) $(shell $(PKG_CONFIG) --libs cmocka) -lm

$(FUZZ_PROGRAMS): %: %.o $(SUPPORT) $(LIBRARY)
	$(call say,link)$(LINK) -fsanitize=fuzzer -o $@ $^ $(PACKAGE_LIBS)

$(BUILD)/trained: $(SOURCES) $(filter-out tests/%,$(wildcard */*.h */*/*.h)) cli/train.sh $(BUILD)/flags
	@rm -rf $(PROFILE)
	@+$(MAKE) --no-print-directory TUNED= COUNTING=$(PROFILE) BUILD=$(BUILD)/counting all
	$(call say,train)sh cli/train.sh $(BUILD)/counting/stalemate $(BUILD)/counting
	@touch $@

# Files that change when the flags or the list of sources do, so that what depends on them is made again.
stamp = @mkdir -p $(@D); printf '%s\n' '$(1)' >$@.new; \
        if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi
$(BUILD)/flags: always
	$(call stamp,$(CC) $(ALL_CFLAGS) $(LDFLAGS))
$(BUILD)/sources: always
	$(call stamp,$(SOURCES) $(SUPPORT_SOURCES))

-include $(wildcard $(patsubst %.c,$(BUILD)/%.d,$(SOURCES) $(wildcard tests/*/*.c)))

# ---- What one asks for. Each of these may be called on a machine on which nothing is installed yet.

# Use all cores, unless the caller has already said how many.
AGAIN = $(MAKE) --no-print-directory $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(JOBS))

tuned: ## the program by a profile, for this machine alone: build/tuned/stalemate (same bytes, sooner)
	@$(AGAIN) TUNED=1 all

setup: ## install what is missing from the distribution's packages
	@sh cli/setup.sh demo

demo: ## install what is missing, build, and run the main job (TRACE=FILE takes a trace of your own)
	@sh cli/setup.sh demo
	@$(AGAIN) all
	@sh cli/demo.sh $(PROGRAM) build/demo

test: ## install what is missing, build with warnings as errors, run every test (ONLY=word: some)
	@sh cli/setup.sh test
	@$(AGAIN) DEV=1 run-tests

unit: ## run the unit tests alone
	@sh cli/setup.sh test
	@$(AGAIN) DEV=1 run-unit

tidy: ## check the house rules alone: floors, lengths, headers
	@sh tests/run.sh tests/tidy/tidy.sh

asan: ## run the tests under the address and undefined-behaviour sanitizers
	@sh cli/setup.sh test
	@$(AGAIN) BUILD=build/asan OPT='-O1 -fno-omit-frame-pointer' \
	    SANITIZE='-fsanitize=address,undefined -fno-sanitize-recover=all' run-sanitized

bench: ## measure speed and memory of the tuned program (TUNED=: of the plain one); never a timed test
	@sh cli/setup.sh test
	@$(AGAIN) TUNED=$(if $(filter file,$(origin TUNED)),$(if $(filter 0,$(CC_IS_CLANG)),1),$(TUNED)) run-bench

FUZZ_SECONDS ?= 60
fuzz: ## feed each parser mutated input, FUZZ_SECONDS (60) each
	@sh cli/setup.sh test
	@$(AGAIN) CC=clang BUILD=build/fuzz OPT='-O1 -fno-omit-frame-pointer' \
	    SANITIZE='-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all' run-fuzz

some = $(if $(ONLY),$(foreach test,$(1),$(if $(findstring $(ONLY),$(test)),$(test))),$(1))
RUN  = STALEMATE='$(abspath $(PROGRAM))' BUILD='$(abspath $(BUILD))' TRACES='$(TRACES)' JOBS='$(JOBS)' \
       sh tests/run.sh

run-tests: $(PROGRAM) $(TEST_PROGRAMS)
	@$(RUN) $(call some,$(TEST_PROGRAMS) $(TEST_SCRIPTS))

run-unit: $(filter $(BUILD)/tests/unit/%,$(TEST_PROGRAMS))
	@$(RUN) $(call some,$^)

# Tidiness does not change under a sanitizer, and the determinism tests build their own programs.
run-sanitized: $(PROGRAM) $(TEST_PROGRAMS)
	@$(RUN) $(call some,$(TEST_PROGRAMS) $(filter-out tests/tidy/% tests/determinism/%,$(TEST_SCRIPTS)))

# Instructions are counted of the plain program.
COUNTED := $(if $(TUNED),$(BUILD)/plain,$(BUILD))/tests/bench/bench_simulate
ifneq ($(TUNED),)
$(COUNTED): always
	@+$(MAKE) --no-print-directory TUNED= BUILD=$(BUILD)/plain $@
endif
run-bench: $(PROGRAM) $(BENCH_PROGRAMS) $(COUNTED)
	@export COUNTED='$(abspath $(COUNTED))'; \
	for script in $(call some,$(wildcard tests/bench/*.sh)); do \
	    STALEMATE='$(abspath $(PROGRAM))' BUILD='$(abspath $(BUILD))' TRACES='$(TRACES)' sh $$script || exit; \
	done

# tests/fuzz/corpus/NAME holds the seeds of fuzz_NAME.c; what is found beyond them stays in the build folder.
run-fuzz: $(FUZZ_PROGRAMS)
	@for program in $(call some,$^); do \
	    name=$${program##*/fuzz_}; found=$(BUILD)/corpus/$$name; seeds=tests/fuzz/corpus/$$name; \
	    [ -d $$seeds ] || seeds=; \
	    mkdir -p $$found; echo "fuzz $$name"; \
	    $$program -max_total_time=$(FUZZ_SECONDS) -rss_limit_mb=1024 -timeout=10 -print_final_stats=1 \
	        -artifact_prefix=$(BUILD)/$$name- $$found $$seeds >$(BUILD)/$$name.log 2>&1 || \
	        { tail -n 60 $(BUILD)/$$name.log; exit 1; }; \
	    grep -E '^stat::(number_of_executed_units|new_units_added)' $(BUILD)/$$name.log; \
	done

bindir  = $(DESTDIR)$(PREFIX)/bin
share   = $(DESTDIR)$(PREFIX)/share
# from -> to, where the file is there
FILES = docs/stalemate.1                  $(share)/man/man1/stalemate.1 \
        cli/completions/stalemate.bash    $(share)/bash-completion/completions/stalemate \
        cli/completions/_stalemate        $(share)/zsh/site-functions/_stalemate \
        cli/completions/stalemate.fish    $(share)/fish/vendor_completions.d/stalemate.fish

install: all ## install under PREFIX (/usr/local), below DESTDIR
	@mkdir -p '$(bindir)' '$(share)/stalemate/scenarios' '$(share)/doc/stalemate'
	install -m 755 $(PROGRAM) '$(bindir)/stalemate'
	@set -- $(FILES); while [ $$# -gt 0 ]; do \
	    if [ -f "$$1" ]; then mkdir -p "$${2%/*}" && install -m 644 "$$1" "$$2" || exit; fi; shift 2; \
	done
	@for f in workloads/scenarios/*.json workloads/scenarios/*/*.json; do \
	    [ -f "$$f" ] || continue; \
	    to='$(share)/stalemate'/$${f#workloads/}; mkdir -p "$${to%/*}" && install -m 644 "$$f" "$$to" || exit; \
	done
	@for f in README.md LICENSE docs/*.md docs/*.svg docs/*/*.md docs/*/*.svg; do \
	    [ -f "$$f" ] || continue; \
	    to='$(share)/doc/stalemate'/$$f; mkdir -p "$${to%/*}" && install -m 644 "$$f" "$$to" || exit; \
	done

uninstall: ## remove what install has put there
	rm -f '$(bindir)/stalemate' $(foreach f,$(FILES),$(filter $(share)/%,$(f)))
	rm -rf '$(share)/stalemate' '$(share)/doc/stalemate'

clean: ## remove everything that was built
	rm -rf build

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: all tuned setup demo test unit tidy asan bench fuzz install uninstall clean help always \
        run-tests run-unit run-sanitized run-bench run-fuzz
