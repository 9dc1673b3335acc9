"""What the network does with its members: accompaniments, activities, experiments and partnerships, and what of them needs somebody."""
