"""What networkx reads of a GraphML file."""
import collections
import json
import sys

import networkx

graph = networkx.read_graphml(sys.argv[1], force_multigraph=True)
edges = sorted([source, target, data["kind"]] for source, target, data in graph.edges(data=True))
quiet = [
    node
    for node, data in graph.nodes(data=True)
    if data["kind"] == "entry" and "DO NOT QUOTE" in data["handling"]
]
kinds = collections.Counter(data["kind"] for _, data in graph.nodes(data=True))
print(json.dumps({"nodes": len(graph), "edges": edges, "do_not_quote": len(quiet), "kinds": kinds}))
