# The developer's verbs, a few lines each over CMakePresets.json. ./start and ./test install what is missing.

export PATH := $(CURDIR)/build/deps/node/bin:$(PATH)
jobs ?= 2
sources = $(shell find src tests benches -name node_modules -prune -o -name '*.cpp' -print -o -name '*.h' -print)

.PHONY: all run dev unit asan tsan fuzz format lint pictures bench-sign-in start test bench

all: build/debug/build.ninja
	cmake --build --preset debug -j $(jobs)

build/debug/build.ninja:
	cmake --preset debug

# A debug server on loopback with data of its own.
run: all
	build/debug/footfall serve --data build/data --listen 127.0.0.1:8080

# The same, and the dashboard with hot reload.
dev: all web/node_modules
	build/debug/footfall serve --data build/data --listen 127.0.0.1:8080 & server=$$!; \
	trap "kill $$server" EXIT; cd web && npm run dev

web/node_modules: web/package-lock.json
	cd web && npm ci --ignore-scripts
	touch web/node_modules

unit: all
	ctest --preset debug -j $(jobs)

asan:
	cmake --preset asan
	cmake --build --preset asan -j $(jobs)
	ctest --preset asan -j $(jobs)

# What several threads enter, under the thread sanitizer.
tsan:
	cmake --preset tsan
	cmake --build --preset tsan -j $(jobs)
	ctest --preset tsan -j $(jobs)

# SECONDS=36000 make fuzz for a night of it.
fuzz:
	cmake --preset fuzz
	cmake --build --preset fuzz -j $(jobs)
	tests/fuzz/run

format:
	clang-format-19 -i $(sources)

lint: build/debug/build.ninja web/node_modules
	run-clang-tidy-19 -quiet -p build/debug '$(CURDIR)/(src|tests)/.*\.cpp'
	cd web && npm run lint

# New pictures of docs/images, from the sample data in a real browser; of the release build.
pictures: web/node_modules
	cd web && npm run --silent build
	cmake --preset release
	cmake --build --preset release -j $(jobs) --target footfall
	node --test tests/browser/pictures.test.mjs
	cd build/pictures && cp activity-light-1440.png ../../docs/images/activity-light.png && \
	cp activity-dark-1440.png ../../docs/images/activity-dark.png && \
	cp activity-light-390.png ../../docs/images/activity-phone.png && \
	cp panel-light-1440.png ../../docs/images/panel-light.png && \
	cp insights-light-1440.png ../../docs/images/insights-light.png && \
	cp insights-dark-1440.png ../../docs/images/insights-dark.png

# Whether the time of a refused sign-in tells who is a member; some minutes.
bench-sign-in:
	cmake --preset release
	cmake --build --preset release -j $(jobs) --target sign_in_bench
	build/release/sign_in_bench

start test bench:
	./$@
