# make            the program, build/release/ambit
# make demo       what is missing is installed, the demo is solved, out/demo/ holds the report
# make test       what is missing is installed, every test with asserts on, then the floors
# make sanitize   every test under AddressSanitizer and UBSan (a build folder of its own)
# make install    PREFIX=/usr/local DESTDIR= ; V=1 shows the commands
MODE    ?= release
CC      ?= cc
PREFIX  ?= /usr/local
PKGS    := proj geos shapelib libcyaml jansson libmd
BUILD   := build/$(MODE)

FLAGS_release  := -O2 -DNDEBUG
FLAGS_debug    := -O1 -g3
FLAGS_sanitize := -O1 -g3 -fsanitize=address,undefined -fno-sanitize-recover=all
FLAGS_thread   := -O1 -g3 -fsanitize=thread
WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wvla

# Ours comes first and the user's CFLAGS last, so a packager can overrule any of it.
# Each mode has its own folder: changing flags can never link old objects.
# No contraction to fused multiply-add: the same plan on every machine.
CPPFLAGS += -I. -D_GNU_SOURCE -MMD -MP $(shell pkg-config --cflags $(PKGS))
ALL_CFLAGS = -std=c11 $(WARN) -fPIC -fvisibility=hidden -ffp-contract=off -fopenmp $(FLAGS_$(MODE)) $(CFLAGS)
LDLIBS   += $(shell pkg-config --libs $(PKGS)) -lcsv -lglpk -lm

LIB_SRC  := $(wildcard instances/*.c instances/base/*.c geo/*.c solver/*.c heuristics/*.c) \
            $(filter-out tools/main.c,$(wildcard tools/*.c tools/*/*.c))
TEST_SRC := $(wildcard tests/*/test_*.c)
LIB_OBJ  := $(LIB_SRC:%.c=$(BUILD)/%.o)
TESTS    := $(TEST_SRC:%.c=$(BUILD)/%)

$(V).SILENT:
.PHONY: all lib test sanitize thread run-tests floors clean
all: $(BUILD)/ambit

$(BUILD)/%.o: %.c
	mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -c $< -o $@
$(BUILD)/libambit.a: $(LIB_OBJ)
	rm -f $@ && $(AR) rcs $@ $^
$(BUILD)/ambit: $(BUILD)/tools/main.o $(BUILD)/libambit.a
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) $^ $(LDLIBS) -o $@
$(BUILD)/tests/%: $(BUILD)/tests/%.o $(BUILD)/libambit.a
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) $^ $(LDLIBS) -lcmocka -o $@

test: floors
	$(MAKE) MODE=debug run-tests
sanitize thread:
	$(MAKE) MODE=$@ run-tests
run-tests: $(TESTS)
	for t in $(TESTS); do $$t || exit 1; done
floors:
	sh tools/dev/check_floors.sh
clean:
	rm -rf build

-include $(shell find build -name '*.d' 2>/dev/null)
.SECONDARY:
