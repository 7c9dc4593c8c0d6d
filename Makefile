# The commands that anyone needs. A fresh machine has python3 (3.11 or newer), git and make; the rest
# comes into the checkout: Python packages and Node from PyPI, the CDK command line and the page's
# libraries from npm.

PYTHON ?= python3
DASHBOARD := dashboard_static
UNIT_TESTS := $(wildcard $(addprefix tests/,domain services contracts adapters functions infra local benchmarks))
LINTED := app.py benchmarks functions infra layers local tests
LOCK := uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-header --no-annotate --no-emit-index-url

# Tools come from the checkout alone, and nothing of the caller's shell steers them.
PATH_OF_MACHINE := $(PATH)
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export CDK_DISABLE_CLI_TELEMETRY := true
export UV_NO_PROGRESS := 1
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV NODE_OPTIONS NODE_ENV UV_PYTHON UV_SYSTEM_PYTHON
MAKEFLAGS += --no-print-directory

.PHONY: help run down test check verify bench format lock deploy prepared layers-host layers-lambda debian

help:
	@echo "make run      bring the product up on this machine    make down     stop it, keep its state"
	@echo "make test     domain to functions, and one journey    make check    format, lint, types, imports, synth"
	@echo "make verify   what needs a browser or takes longer    make format   rewrite to the format"
	@echo "make bench    budgets beside their baselines"
	@echo "make deploy   to the AWS account of your environment  make lock     resolve the dependencies anew"

# ---- the commands ----

run: prepared .venv-ministack/.installed node_modules/.installed $(DASHBOARD)/dist/index.html
	@exec python -m local run

down:
	@if [ -x .venv/bin/python ]; then python -m local down; fi

test: prepared .venv-ministack/.installed node_modules/.installed $(DASHBOARD)/dist/index.html
	@echo "· tests"
	@pytest -q -n auto --dist worksteal -m "not journey" $(UNIT_TESTS)
	@echo "· one journey"
	@pytest -q -m journey tests/journeys

check: prepared node_modules/.installed $(DASHBOARD)/node_modules/.installed
	@echo "· format"
	@ruff format --quiet --check $(wildcard $(LINTED))
	@echo "· lint"
	@ruff check --quiet $(wildcard $(LINTED))
	@echo "· types"
	@mypy --no-error-summary
	@echo "· imports"
	@lint-imports --no-cache > .build/imports.txt || { cat .build/imports.txt; exit 1; }
	@echo "· synth, with cdk-nag and CloudFormation's own rules"
	@node_modules/.bin/cdk synth --quiet --no-notices --output .build/check -c layers=host
	@cfn-lint --ignore-checks W3005 W3045 --template .build/check/EntelechMonitor.template.json
	@echo "· page"
	@cd $(DASHBOARD) && npm run --silent check

verify: prepared debian .venv/.verify .venv-ministack/.installed node_modules/.installed $(DASHBOARD)/dist/index.html
	@echo "· the page's own tests"
	@cd $(DASHBOARD) && npm test --silent
	@echo "· browser, oracles, suites"
	@pytest -q tests/verify

bench: prepared
	@python -m benchmarks

format: prepared $(DASHBOARD)/node_modules/.installed
	@ruff check --quiet --fix-only $(wildcard $(LINTED))
	@ruff format --quiet $(wildcard $(LINTED))
	@python -m functions.api.openapi > .build/openapi.json && mv .build/openapi.json docs/openapi.json
	@python -m functions.mcp.listing > .build/mcp-tools.json && mv .build/mcp-tools.json docs/mcp-tools.json
	@cd $(DASHBOARD) && npm run --silent api

deploy: prepared layers-lambda node_modules/.installed $(DASHBOARD)/dist/index.html
	@node_modules/.bin/cdk deploy --no-notices
	@python -m infra.publish_dashboard

# ---- what is installed and built in the checkout; a stamp inside says that it is as its lock wants it ----

prepared: .venv/.python layers-host

layers-host layers-lambda: layers-%: .venv/.python
	@echo "· layers ($*)"
	@python -m layers.build $*

.venv/.uv: requirements/uv.txt
	@echo "· python environment"
	@PATH='$(PATH_OF_MACHINE)' $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "python 3.11 or newer is needed, this is " + sys.version)'
	@PATH='$(PATH_OF_MACHINE)' $(PYTHON) -m venv .venv
	@python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

.venv/.python: requirements/dev.txt .venv/.uv
	@echo "· python packages"
	@uv pip sync --quiet --require-hashes --python .venv/bin/python $<
	@echo '$(CURDIR)/layers/core/python' > "$$(python -c 'import site; print(site.getsitepackages()[0])')/entelech.pth"
	@touch $@

.venv/.verify: requirements/verify.txt .venv/.python
	@echo "· python packages of verify"
	@uv pip sync --quiet --require-hashes --python .venv/bin/python $<
	@touch $@

.venv-ministack/.installed: requirements/local.txt .venv/.uv
	@echo "· environment of the local engine"
	@PATH='$(PATH_OF_MACHINE)' $(PYTHON) -m venv .venv-ministack
	@uv pip sync --quiet --require-hashes --python .venv-ministack/bin/python $<
	@touch $@

node_modules/.installed: package-lock.json .venv/.python
	@echo "· cdk command line"
	@npm ci --ignore-scripts --silent
	@touch $@

$(DASHBOARD)/node_modules/.installed: $(DASHBOARD)/package-lock.json .venv/.python
	@echo "· the page's packages"
	@cd $(DASHBOARD) && npm ci --ignore-scripts --silent
	@touch $@

DASHBOARD_SOURCES := $(shell find $(DASHBOARD) -path $(DASHBOARD)/node_modules -prune -o -path $(DASHBOARD)/dist -prune -o -type f -print)

$(DASHBOARD)/dist/index.html: $(DASHBOARD_SOURCES) $(DASHBOARD)/node_modules/.installed
	@echo "· page"
	@cd $(DASHBOARD) && npm run --silent build -- --logLevel error
	@touch $@

DEBIAN := chromium poppler-utils fonts-dejavu-core fonts-liberation prometheus
debian:
	@dpkg --status $(DEBIAN) > /dev/null 2>&1 || { echo "· Debian packages: $(DEBIAN)"; $(MAKE) install-debian; }

.PHONY: install-debian
install-debian: SUDO := $(if $(filter 0,$(shell id -u)),,sudo)
install-debian:
	@command -v apt-get > /dev/null || { echo "make verify needs $(DEBIAN), and there is no apt-get to install them"; exit 1; }
	@$(SUDO) apt-get update -qq && $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $(DEBIAN) > /dev/null \
		|| { echo "make verify needs $(DEBIAN); apt-get could not install them"; exit 1; }

# ---- locks: hashes for every platform, no address of any registry ----

# The optional layers leave out what every function has already, and pycparser: cffi reads C with it, which no
# built wheel asks for.
lock: .venv/.uv
	@echo "· requirements/*.txt"
	@$(LOCK) --upgrade --group verify -o requirements/verify.txt
	@$(LOCK) -c requirements/verify.txt --group dev -o requirements/dev.txt
	@$(LOCK) -c requirements/verify.txt --group uv -o requirements/uv.txt
	@$(LOCK) --upgrade --group local -o requirements/local.txt
	@echo "· layers/*/requirements.txt"
	@$(LOCK) -c requirements/verify.txt --group core -o layers/deps/requirements.txt
	@for group in mcp oidc reports; do \
		$(LOCK) -c requirements/verify.txt --group $$group -o layers/deps_$$group/requirements.txt \
			$$(sed -n 's/^\([a-z0-9-]*\)==.*/--no-emit-package \1/p' layers/deps/requirements.txt) \
			--no-emit-package pycparser; \
	done
