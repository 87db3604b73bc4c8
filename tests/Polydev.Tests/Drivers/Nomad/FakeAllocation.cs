using System.Text.Json.Nodes;

namespace Polydev.Tests.Drivers.Nomad;

/// <summary>An allocation that does nothing.</summary>
internal sealed class FakeAllocation(string id, string job, string node, long index)
{
    public string Id => id;

    public string Job => job;

    public string Node { get; } = node;

    public string ClientStatus { get; set; } = "pending";

    public string DesiredStatus { get; set; } = "run";

    public string DesiredDescription { get; set; } = "";

    public long CreateIndex { get; } = index;

    public long ModifyIndex { get; set; } = index;

    /// <summary>What happened to its task, as the cluster tells it.</summary>
    public JsonArray Events { get; } = [];

    /// <summary>What it takes of its node: MHz and MB.</summary>
    public (int Mhz, int Mb) Resources { get; set; }

    public bool Over => ClientStatus is "complete" or "failed" or "lost";

    /// <summary>As lists and events show it; the shape is that of the recorded ones.</summary>
    public JsonObject ToJson() => new()
    {
        ["ID"] = id,
        ["JobID"] = job,
        ["Name"] = job + ".worker[0]",
        ["Namespace"] = "default",
        ["NodeID"] = Node + "-id",
        ["NodeName"] = Node,
        ["TaskGroup"] = "worker",
        [nameof(ClientStatus)] = ClientStatus,
        [nameof(DesiredStatus)] = DesiredStatus,
        [nameof(DesiredDescription)] = DesiredDescription,
        [nameof(CreateIndex)] = CreateIndex,
        [nameof(ModifyIndex)] = ModifyIndex,
        ["CreateTime"] = CreateIndex,
        ["AllocatedResources"] = new JsonObject { ["Tasks"] = new JsonObject { ["runtime"] = new JsonObject { ["Cpu"] = new JsonObject { ["CpuShares"] = Resources.Mhz }, ["Memory"] = new JsonObject { ["MemoryMB"] = Resources.Mb } } } },
        ["TaskStates"] = new JsonObject { ["runtime"] = new JsonObject { ["State"] = Over ? "dead" : ClientStatus, ["Failed"] = ClientStatus == "failed", [nameof(Events)] = Events.DeepClone() } },
    };
}
