"""Joint angles and form scores for low-back stretches, from one ordinary webcam or video clip."""
