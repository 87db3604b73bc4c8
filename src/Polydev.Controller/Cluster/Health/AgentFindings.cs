using System.Globalization;
using System.Text.Json.Nodes;
using Polydev.Drivers.Nomad.Model;

namespace Polydev.Controller.Cluster.Health;

/// <summary>Looks at the configuration of the agent that was asked. It speaks for itself alone: that of other agents cannot be asked from here.</summary>
internal static class AgentFindings
{
    private const int FewEvents = 1000;
    private const int FewAllocations = 50;

    /// <summary>What is wrong with it.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="placesWorkers">Whether workers are placed on the cluster.</param>
    public static IEnumerable<ClusterFinding> Of(AgentConfig config, bool placesWorkers)
    {
        if (config.ACL is { Enabled: false })
        {
            yield return ClusterFinding.Warning("acl_disabled", "Access control is off: whoever reaches an agent rules the cluster.", "Set acl { enabled = true } on all agents, bootstrap it, and give the controller a token in NOMAD_TOKEN.");
        }

        if (config.Server is { Enabled: true } server)
        {
            if (server.EventBufferSize is { } events and < FewEvents)
            {
                yield return ClusterFinding.Warning("event_buffer_small", Say($"The servers keep {events} events: after a break more may be lost, and lists must be compared."), "Set event_buffer_size = 2000 in the servers' configuration.");
            }

            if (placesWorkers && string.IsNullOrEmpty(server.JobGCThreshold))
            {
                yield return ClusterFinding.Warning("job_gc_slow", "The servers keep ended jobs for 4 hours, and each worker is one.", "Set job_gc_threshold = \"10m\" and batch_eval_gc_threshold = \"10m\" in the servers' configuration (the latter from 1.5 on).");
            }
        }

        if (config.Client is { Enabled: true } client)
        {
            if (client.GCMaxAllocs is > 0 and <= FewAllocations)
            {
                yield return ClusterFinding.Warning("gc_max_allocs_small", Say($"The client keeps {client.GCMaxAllocs} allocations, live ones among them: with more, what ends is forgotten at once, with its logs."), "Set gc_max_allocs = 500 in the clients' configuration.");
            }

            if (!KeepsImages(config.Plugins))
            {
                yield return ClusterFinding.Warning("image_gc", "The client removes an image three minutes after its last use, also one that was loaded by hand.", "Set plugin \"docker\" { config { gc { image = false } } } in the clients' configuration.");
            }
        }
    }

    private static bool KeepsImages(JsonArray? plugins) => (plugins ?? []).OfType<JsonObject>()
        .Where(plugin => plugin["Name"]?.ToString() == "docker")
        .Any(plugin => Blocks(plugin["Config"]).SelectMany(config => Blocks(config["gc"])).Any(gc => gc["image"]?.ToString() == "false"));

    /// <summary>HCL is read as lists of blocks, or as one.</summary>
    private static IEnumerable<JsonObject> Blocks(JsonNode? node) => node switch
    {
        JsonObject block => [block],
        JsonArray blocks => blocks.SelectMany(Blocks),
        _ => [],
    };

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
