"""The written questions of the Belgian Senate, as senate.be publishes them."""
