"""What networkx reads of a GraphML file."""
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
print(json.dumps({"nodes": len(graph), "edges": edges, "do_not_quote": len(quiet)}))
