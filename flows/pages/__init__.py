"""What people read and what IRIs answer: pages in Dutch, French and English, and every thing of ours as a document."""
