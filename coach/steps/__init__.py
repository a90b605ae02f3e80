"""The steps of a turn, one public function a file. Steps never import each other."""
