"""Trains the estimator of joint angles from rendered people; never needed to run posecheck."""
