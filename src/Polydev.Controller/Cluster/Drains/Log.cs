using Microsoft.Extensions.Logging;

namespace Polydev.Controller.Cluster.Drains;

/// <summary>What is said of hosts that the cluster drains.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 6001, EventName = "HostDrains", Level = LogLevel.Information, Message = "The Nomad cluster drains {Node}, until {Deadline}: our node there drains too")]
    public static partial void HostDrains(this ILogger log, string node, DateTimeOffset? deadline);

    [LoggerMessage(EventId = 6002, EventName = "HostIsBack", Level = LogLevel.Information, Message = "The Nomad cluster uses {Node} again: so is our node there")]
    public static partial void HostIsBack(this ILogger log, string node);

    [LoggerMessage(EventId = 6003, EventName = "DrainsUnknown", Level = LogLevel.Warning, Message = "It is not known for now which hosts the Nomad cluster drains: {Reason}")]
    public static partial void DrainsUnknown(this ILogger log, string reason);
}
