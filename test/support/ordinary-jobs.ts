/** The end of a workflow file as most are written: a guarded job with scripts over several lines, and one without guard. */
export const ordinaryJobs = `jobs:
  # first
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: step-security/harden-runner@v2 # v2.21.0
        with:
          egress-policy: audit

      - name: Build
        run: |
          echo "a: b"

          # no comment
            deeper
      - run: >-
          x
  test:
    needs: [build]
    steps:
    - run: npm test
    - uses: actions/checkout@v6
`;
