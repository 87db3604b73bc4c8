namespace Polydev.Drivers.Nomad.Jobs.Hcl;

/// <summary>What is in the block of a group.</summary>
internal static class GroupHcl
{
    /// <summary>Writes it.</summary>
    public static void Content(HclWriter hcl, TaskGroup group)
    {
        hcl.Attribute("count", group.Count is 1 ? null : group.Count);
        hcl.Attribute("prevent_reschedule_on_lost", group.PreventRescheduleOnLost);
        hcl.Attribute("max_run_duration", group.MaxRunDuration);
        JobHcl.Constraints(hcl, group.Constraints);
        Disk(hcl, group.EphemeralDisk);
        JobHcl.Restart(hcl, group.RestartPolicy);
        Reschedule(hcl, group.ReschedulePolicy);
        Disconnect(hcl, group.Disconnect);
        JobHcl.Update(hcl, group.Update);
        Scaling(hcl, group.Scaling);
        foreach (var network in group.Networks ?? [])
        {
            hcl.Block("network", () => Network(hcl, network));
        }

        foreach (var (name, volume) in group.Volumes ?? new Dictionary<string, VolumeRequest>(StringComparer.Ordinal))
        {
            hcl.Block($"volume {HclWriter.Quote(name)}", () =>
            {
                hcl.Attribute("type", volume.Type);
                hcl.Attribute("source", volume.Source);
                hcl.Attribute("read_only", volume.ReadOnly);
            });
        }

        foreach (var service in group.Services ?? [])
        {
            hcl.Block("service", () => Service(hcl, service));
        }

        foreach (var task in group.Tasks ?? [])
        {
            hcl.Block($"task {HclWriter.Quote(task.Name)}", () => TaskHcl.Content(hcl, task));
        }
    }

    private static void Disk(HclWriter hcl, EphemeralDisk? disk)
    {
        if (disk is not null)
        {
            hcl.Block("ephemeral_disk", () =>
            {
                hcl.Attribute("size", disk.SizeMB);
                hcl.Attribute("sticky", disk.Sticky);
                hcl.Attribute("migrate", disk.Migrate);
            });
        }
    }

    private static void Reschedule(HclWriter hcl, ReschedulePolicy? reschedule)
    {
        if (reschedule is not null)
        {
            hcl.Block("reschedule", () =>
            {
                hcl.Attribute("attempts", reschedule.Attempts);
                hcl.Attribute("interval", reschedule.Interval);
                hcl.Attribute("delay", reschedule.Delay);
                hcl.Attribute("delay_function", reschedule.DelayFunction);
                hcl.Attribute("max_delay", reschedule.MaxDelay);
                hcl.Attribute("unlimited", reschedule.Unlimited);
            });
        }
    }

    private static void Disconnect(HclWriter hcl, DisconnectPolicy? disconnect)
    {
        if (disconnect is not null)
        {
            hcl.Block("disconnect", () =>
            {
                hcl.Attribute("lost_after", disconnect.LostAfter);
                hcl.Attribute("stop_on_client_after", disconnect.StopOnClientAfter);
                hcl.Attribute("replace", disconnect.Replace);
                hcl.Attribute("reconcile", disconnect.Reconcile);
            });
        }
    }

    private static void Scaling(HclWriter hcl, ScalingSpec? scaling)
    {
        if (scaling is not null)
        {
            hcl.Block("scaling", () =>
            {
                hcl.Attribute("enabled", scaling.Enabled);
                hcl.Attribute("min", scaling.Min);
                hcl.Attribute("max", scaling.Max);
            });
        }
    }

    private static void Network(HclWriter hcl, GroupNetwork network)
    {
        hcl.Attribute("mode", network.Mode);
        foreach (var port in (network.DynamicPorts ?? []).Concat(network.ReservedPorts ?? []))
        {
            hcl.Block($"port {HclWriter.Quote(port.Label)}", () =>
            {
                hcl.Attribute("static", port.Value);
                hcl.Attribute("to", port.To);
                hcl.Attribute("host_network", port.HostNetwork);
            });
        }
    }

    private static void Service(HclWriter hcl, ServiceSpec service)
    {
        hcl.Attribute("name", service.Name);
        hcl.Attribute("port", service.PortLabel);
        hcl.Attribute("provider", service.Provider);
        foreach (var check in service.Checks ?? [])
        {
            hcl.Block("check", () =>
            {
                hcl.Attribute("name", check.Name);
                hcl.Attribute("type", check.Type);
                hcl.Attribute("path", check.Path);
                hcl.Attribute("protocol", check.Protocol);
                hcl.Attribute("interval", check.Interval);
                hcl.Attribute("timeout", check.Timeout);
            });
        }
    }
}
