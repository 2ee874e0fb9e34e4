"""Vraagbaak: from the pages of the Belgian Senate's written questions to linked open data.

Start reading at `flows.nightly`, which names the stages in their order.
"""
