"""Renderer of people whose joint angles are set, and therefore known exactly.

The package is for developers only: posecheck itself never imports it. World axes are right-handed and in metres:
X is forward for a person with pelvic heading 0, Y is up, Z is the person's right.
"""
