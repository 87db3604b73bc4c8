namespace Polydev.Drivers.Nomad.Jobs.Hcl;

/// <summary>A job as an operator reads and registers it: <c>nomad job run</c>.</summary>
/// <remarks>https://developer.hashicorp.com/nomad/docs/job-specification</remarks>
public static class JobHcl
{
    /// <summary>Writes a job.</summary>
    /// <param name="job">The job; what it does not say is not written.</param>
    /// <param name="comment">What to say above it; null for nothing.</param>
    public static string Write(NomadJob job, string? comment = null)
    {
        var hcl = new HclWriter();
        if (comment is not null)
        {
            hcl.Comment(comment);
        }

        hcl.Block($"job {HclWriter.Quote(job.ID)}", () => Content(hcl, job));
        return hcl.ToString();
    }

    private static void Content(HclWriter hcl, NomadJob job)
    {
        hcl.Attribute("name", job.Name == job.ID ? null : job.Name);
        hcl.Attribute("region", job.Region);
        hcl.Attribute("namespace", job.Namespace);
        hcl.Attribute("datacenters", job.Datacenters);
        hcl.Attribute("node_pool", job.NodePool);
        hcl.Attribute("type", job.Type);
        hcl.Attribute("priority", job.Priority);
        hcl.Attribute("all_at_once", job.AllAtOnce);
        Map(hcl, "meta", job.Meta);
        Constraints(hcl, job.Constraints);
        foreach (var spread in job.Spreads ?? [])
        {
            hcl.Block("spread", () =>
            {
                hcl.Attribute("attribute", spread.Attribute);
                hcl.Attribute("weight", spread.Weight);
            });
        }

        if (job.ParameterizedJob is { } parameterized)
        {
            hcl.Block("parameterized", () =>
            {
                hcl.Attribute("payload", parameterized.Payload);
                hcl.Attribute("meta_required", parameterized.MetaRequired);
                hcl.Attribute("meta_optional", parameterized.MetaOptional);
            });
        }

        Update(hcl, job.Update);
        foreach (var group in job.TaskGroups ?? [])
        {
            hcl.Block($"group {HclWriter.Quote(group.Name)}", () => GroupHcl.Content(hcl, group));
        }
    }

    /// <summary>Writes what a node must be like.</summary>
    internal static void Constraints(HclWriter hcl, IReadOnlyList<JobConstraint>? constraints)
    {
        foreach (var constraint in constraints ?? [])
        {
            hcl.Block("constraint", () =>
            {
                hcl.Attribute("attribute", constraint.LTarget);
                hcl.Attribute("operator", constraint.Operand is "=" ? null : constraint.Operand);
                hcl.Attribute("value", constraint.RTarget);
            });
        }
    }

    /// <summary>Writes names and texts as a block; nothing when there are none.</summary>
    internal static void Map(HclWriter hcl, string name, IReadOnlyDictionary<string, string>? values)
    {
        if (values is { Count: > 0 })
        {
            hcl.Block(name, () =>
            {
                foreach (var (key, value) in values)
                {
                    hcl.Raw(key, HclWriter.Quote(value));
                }
            });
        }
    }

    /// <summary>Writes how a new version takes the place of the old.</summary>
    internal static void Update(HclWriter hcl, UpdatePolicy? update)
    {
        if (update is not null)
        {
            hcl.Block("update", () =>
            {
                hcl.Attribute("max_parallel", update.MaxParallel);
                hcl.Attribute("health_check", update.HealthCheck);
                hcl.Attribute("min_healthy_time", update.MinHealthyTime);
                hcl.Attribute("healthy_deadline", update.HealthyDeadline);
                hcl.Attribute("progress_deadline", update.ProgressDeadline);
                hcl.Attribute("auto_revert", update.AutoRevert);
                hcl.Attribute("canary", update.Canary);
            });
        }
    }

    /// <summary>Writes what happens on the same node when a task ends.</summary>
    internal static void Restart(HclWriter hcl, RestartPolicy? restart)
    {
        if (restart is not null)
        {
            hcl.Block("restart", () =>
            {
                hcl.Attribute("attempts", restart.Attempts);
                hcl.Attribute("interval", restart.Interval);
                hcl.Attribute("delay", restart.Delay);
                hcl.Attribute("mode", restart.Mode);
            });
        }
    }
}
