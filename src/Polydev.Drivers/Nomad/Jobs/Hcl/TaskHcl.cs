using System.Text.Json.Nodes;

namespace Polydev.Drivers.Nomad.Jobs.Hcl;

/// <summary>What is in the block of a task.</summary>
internal static class TaskHcl
{
    /// <summary>Writes it.</summary>
    public static void Content(HclWriter hcl, NomadTask task)
    {
        hcl.Attribute("driver", task.Driver);
        hcl.Attribute("user", task.User);
        hcl.Attribute("leader", task.Leader is true ? true : null);
        hcl.Attribute("kill_signal", task.KillSignal);
        hcl.Attribute("kill_timeout", task.KillTimeout);
        if (task.Config is { } config)
        {
            hcl.Block("config", () => Config(hcl, config));
        }

        JobHcl.Map(hcl, "env", task.Env);
        JobHcl.Map(hcl, "meta", task.Meta);
        JobHcl.Constraints(hcl, task.Constraints);
        JobHcl.Restart(hcl, task.RestartPolicy);
        if (task.DispatchPayload is { } payload)
        {
            hcl.Block("dispatch_payload", () => hcl.Attribute("file", payload.File));
        }

        foreach (var mount in task.VolumeMounts ?? [])
        {
            hcl.Block("volume_mount", () =>
            {
                hcl.Attribute("volume", mount.Volume);
                hcl.Attribute("destination", mount.Destination);
                hcl.Attribute("read_only", mount.ReadOnly);
            });
        }

        Resources(hcl, task);
    }

    private static void Resources(HclWriter hcl, NomadTask task)
    {
        if (task.Resources is { } resources)
        {
            hcl.Block("resources", () =>
            {
                hcl.Attribute("cpu", resources.CPU);
                hcl.Attribute("memory", resources.MemoryMB);
                hcl.Attribute("memory_max", resources.MemoryMaxMB);
            });
        }

        if (task.LogConfig is { } logs)
        {
            hcl.Block("logs", () =>
            {
                hcl.Attribute("max_files", logs.MaxFiles);
                hcl.Attribute("max_file_size", logs.MaxFileSizeMB);
                hcl.Attribute("disabled", logs.Disabled);
            });
        }
    }

    /// <summary>Writes what a driver is told; a list of objects is a block for each.</summary>
    private static void Config(HclWriter hcl, JsonObject config)
    {
        foreach (var (name, value) in config.Where(p => !IsBlocks(p.Value)))
        {
            hcl.Raw(name, value is JsonArray items ? "[" + string.Join(", ", items.Select(Scalar)) + "]" : Scalar(value));
        }

        foreach (var (name, value) in config.Where(p => IsBlocks(p.Value)))
        {
            foreach (var block in value!.AsArray())
            {
                hcl.Block(name, () => Config(hcl, block!.AsObject()));
            }
        }
    }

    private static bool IsBlocks(JsonNode? value) => value is JsonArray { Count: > 0 } items && items.All(i => i is JsonObject);

    private static string Scalar(JsonNode? value) =>
        value is JsonValue scalar && scalar.TryGetValue<string>(out var text) ? HclWriter.Quote(text) : value?.ToJsonString() ?? "null";
}
