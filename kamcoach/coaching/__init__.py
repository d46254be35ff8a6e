"""The coach's pages: queue, timelines, trainings."""
