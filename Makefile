# make            the program, build/release/ambit
# make demo       what is missing is installed, the demo is solved, out/demo/ holds the plan and its report
# make test       what is missing is installed, every test with asserts on; the last line is `N passed, N failed`
# make sanitize   every test under AddressSanitizer and UBSan       make thread   the parallel ones under ThreadSanitizer
# make fuzz       each reader is fuzzed for FUZZ_S=60 seconds       make bench    the table of tests/bench/results.md
# make sanitize-large   a million accounts x 1,000 reps once under AddressSanitizer and UBSan; LARGE=20000 for fewer
# make golden     the tests accept what they see as right           make floors check-style   the house's rules
# make install    PREFIX=/usr/local DESTDIR=     make uninstall     make dist     make lib     make deps     make clean
#
# V=1 shows the commands; MODE=release|debug|sanitize|thread|fuzz, each with a build folder of its own.
MODE    ?= release
PREFIX  ?= /usr/local
FUZZ_S  ?= 60
LARGE   ?= 1000000
BUILD   := build/$(MODE)
VERSION := $(shell sed -n 's/^.define AMBIT_VERSION "\(.*\)"/\1/p' instances/ambit.h)
SONAME  := libambit.so.$(firstword $(subst ., ,$(VERSION)))
DEMO    := instances/data/us-field-force
JS      := /usr/share/javascript
PKGS    := proj geos shapelib libcyaml yaml-0.1 jansson libmd libzip libcurl sqlite3 xlsxwriter

FLAGS_release  := -O2 -DNDEBUG
FLAGS_debug    := -O1 -g3 -Werror
FLAGS_sanitize := -O1 -g3 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
FLAGS_thread   := -O1 -g3 -fsanitize=thread
FLAGS_fuzz     := -O1 -g3 -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wvla

# ThreadSanitizer understands OpenMP, and libFuzzer exists, only with clang.
ifneq ($(filter thread fuzz,$(MODE)),)
CC := clang
endif

# pkg-config is asked once, and only when something is compiled: on a bare machine `deps` installs it first.
asked = $(eval $1 := $(shell pkg-config $2 $(PKGS)))$($1)
PKG_CFLAGS = $(call asked,PKG_CFLAGS,--cflags)
PKG_LIBS   = $(call asked,PKG_LIBS,--libs)

# Ours comes first and the user's CFLAGS last, so a packager can overrule any of it.
# No contraction to fused multiply-add: the same plan on every machine.
COMPILE = $(CC) -I. -D_GNU_SOURCE -MMD -MP $(PKG_CFLAGS) -std=c11 $(WARN) -fPIC -fvisibility=hidden -ffp-contract=off \
          -fopenmp $(FLAGS_$(MODE)) $(CPPFLAGS) $(CFLAGS)
LINK    = $(CC) -fopenmp $(FLAGS_$(MODE)) $(CFLAGS) $(LDFLAGS)
LIBS    = $(PKG_LIBS) -lcsv -lglpk -lm $(LDLIBS)

LIB_SRC  := $(wildcard instances/*.c instances/*/*.c geo/*.c geo/*/*.c solver/*.c solver/*/*.c) \
            $(wildcard heuristics/*.c heuristics/*/*.c) $(filter-out tools/main.c,$(wildcard tools/*.c tools/*/*.c tools/*/*.S))
LIB_OBJ  := $(addsuffix .o,$(basename $(LIB_SRC:%=$(BUILD)/%)))
TESTS    := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/*/test_*.c tests/*/*/test_*.c))
SCRIPTS  := $(wildcard tests/*/test_*.sh) tools/dev/check_floors.sh tools/dev/check_style.sh
FUZZERS  := $(patsubst tests/fuzz/%.c,$(BUILD)/tests/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))
REPLAYS  := $(FUZZERS:$(BUILD)/tests/fuzz/fuzz_%=$(BUILD)/tests/fuzz/replay_%)
BENCHES  := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/bench/*.c))
SUPPORT  := $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/*.c))
PARALLEL := $(filter $(addprefix $(BUILD)/tests/,heuristics/% solver/%),$(TESTS))

# A test named test_alloc_* lets the n-th allocation of the library fail.
WRAP = $(if $(findstring /test_alloc_,$@),$(addprefix -Wl$(comma)--wrap=,malloc calloc realloc))
comma := ,

$(V).SILENT:
.SECONDARY:
.PHONY: all lib demo deps test run-tests sanitize sanitize-large solve-large thread fuzz run-fuzz bench run-bench \
        golden floors check-style install uninstall dist clean
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += -j$(shell nproc) --no-print-directory
endif

all: $(BUILD)/ambit
lib: $(BUILD)/libambit.a $(BUILD)/libambit.so.$(VERSION)

$(BUILD)/%.o: %.c
	mkdir -p $(@D)
	$(COMPILE) -c $< -o $@
$(BUILD)/%.o: %.S
	mkdir -p $(@D)
	$(COMPILE) -I$(JS) -c $< -o $@
$(BUILD)/tools/report/assets.o: $(wildcard tools/report/*.js tools/report/*.css tools/report/*.html)
$(BUILD)/tools/compare/assets.o: $(wildcard tools/compare/*.js tools/compare/*.css tools/compare/*.html)
$(BUILD)/libambit.a: $(LIB_OBJ)
	rm -f $@ && $(AR) rcs $@ $^
$(BUILD)/libambit.so.$(VERSION): $(LIB_OBJ)
	$(LINK) -shared -Wl,-soname,$(SONAME) $^ $(LIBS) -o $@
$(BUILD)/ambit: $(BUILD)/tools/main.o $(BUILD)/libambit.a
	$(LINK) $^ $(LIBS) -o $@
$(BUILD)/tests/fuzz/fuzz_%: $(BUILD)/tests/fuzz/fuzz_%.o $(BUILD)/libambit.a
	$(LINK) -fsanitize=fuzzer $^ $(LIBS) -o $@
$(BUILD)/tests/fuzz/replay_%: $(BUILD)/tests/fuzz/fuzz_%.o $(BUILD)/tests/fuzz/replay.o $(BUILD)/libambit.a
	$(LINK) $^ $(LIBS) -o $@
$(BUILD)/tests/%: $(BUILD)/tests/%.o $(SUPPORT) $(BUILD)/libambit.a
	$(LINK) $(WRAP) $^ $(LIBS) $(if $(findstring /test_,$@),-lcmocka) -o $@

deps:
	sh tools/dev/deps.sh build test
demo:
	sh tools/dev/deps.sh build
	$(MAKE) MODE=release all
	build/release/ambit solve $(DEMO) --out out/demo --force
	for part in quota coverage report; do build/release/ambit $$part $(DEMO) --out out/demo --force --quiet || exit 1; done
test:
	sh tools/dev/deps.sh build test
	$(MAKE) MODE=debug run-tests
sanitize thread:
	sh tools/dev/deps.sh build test check
	$(MAKE) MODE=$@ run-tests
sanitize-large:
	sh tools/dev/deps.sh build test check
	$(MAKE) MODE=sanitize solve-large
golden:
	AMBIT_GOLDEN=accept $(MAKE) MODE=debug run-tests
fuzz:
	sh tools/dev/deps.sh build check
	$(MAKE) MODE=fuzz run-fuzz
bench:
	sh tools/dev/deps.sh build bench
	$(MAKE) MODE=release run-bench

# Ten times as slow under a sanitizer, a test may take longer before it is taken for hanging.
RUN = TEST_TIMEOUT_S=$(if $(filter debug,$(MODE)),900,5400) AMBIT=$(abspath $(BUILD))/ambit BUILD=$(BUILD) MODE=$(MODE) CC='$(CC)' MODE_FLAGS='$(FLAGS_$(MODE))'
LSAN = LSAN_OPTIONS=suppressions=tests/leaks.txt:print_suppressions=0
ifeq ($(MODE),thread)
run-tests: $(PARALLEL)
	$(RUN) OMP_TOOL_LIBRARIES=/usr/lib/llvm-14/lib/libarcher.so \
	    TSAN_OPTIONS='ignore_noninstrumented_modules=1 halt_on_error=1' sh tests/run.sh $(PARALLEL)
else
# Benches are built, so that they are there when somebody wants to measure.
run-tests: $(BUILD)/ambit lib $(TESTS) $(REPLAYS) $(BENCHES)
	$(RUN) $(LSAN) sh tests/run.sh $(TESTS) $(REPLAYS) $(SCRIPTS)
endif
# Everything of a large run once: generated, read, solved with little effort, written, and judged anew.
solve-large: $(BUILD)/ambit
	$(BUILD)/ambit generate --accounts $(LARGE) --reps $$(($(LARGE) / 1000)) --out $(BUILD)/large --force --quiet
	$(LSAN) $(BUILD)/ambit solve $(BUILD)/large --out $(BUILD)/large-out --force --effort 0.05
	$(LSAN) $(BUILD)/ambit evaluate $(BUILD)/large $(BUILD)/large-out/assignment.csv --effort 0.05 --quiet
	rm -rf $(BUILD)/large $(BUILD)/large-out
run-fuzz: $(FUZZERS)
	sh tests/fuzz/run.sh $(FUZZ_S) $(FUZZERS)
run-bench: $(BUILD)/ambit $(BENCHES)
	$(RUN) sh tests/bench/run.sh
floors:
	sh tools/dev/check_floors.sh
check-style: floors
	sh tools/dev/check_style.sh

# Everything that is installed, as `file:place:mode`; the links of the shared library come on top.
INSTALLED = $(BUILD)/ambit:bin/ambit:755 $(BUILD)/libambit.a:lib/libambit.a:644 \
            $(BUILD)/libambit.so.$(VERSION):lib/libambit.so.$(VERSION):755 instances/ambit.h:include/ambit.h:644 \
            $(BUILD)/ambit.pc:lib/pkgconfig/ambit.pc:644 tools/install/ambit.1:share/man/man1/ambit.1:644 \
            tools/install/ambit.bash:share/bash-completion/completions/ambit:644
TO := $(DESTDIR)$(PREFIX)
install: all lib
	sed 's|@PREFIX@|$(PREFIX)|; s|@VERSION@|$(VERSION)|; s|@LIBS@|$(strip $(LIBS))|' tools/install/ambit.pc.in >$(BUILD)/ambit.pc
	for f in $(INSTALLED); do IFS=:; set -- $$f; install -D -m $$3 $$1 $(TO)/$$2 || exit 1; unset IFS; done
	ln -sf libambit.so.$(VERSION) $(TO)/lib/$(SONAME)
	ln -sf $(SONAME) $(TO)/lib/libambit.so
uninstall:
	rm -f $(foreach f,$(INSTALLED),$(TO)/$(word 2,$(subst :, ,$f))) $(TO)/lib/$(SONAME) $(TO)/lib/libambit.so
dist:
	mkdir -p build
	git archive --format=tar.gz --prefix=ambit-$(VERSION)/ -o build/ambit-$(VERSION).tar.gz HEAD
	echo build/ambit-$(VERSION).tar.gz
clean:
	rm -rf build

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
