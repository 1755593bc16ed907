"""Run posecheck as `python -m posecheck`."""

from posecheck.cli import main

main()
