using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Configuration;

namespace Polydev.Benchmarks.Rig;

/// <summary>A plain YARP proxy in a process of its own: what the same platform costs when it only forwards.</summary>
internal static class YarpPeer
{
    /// <summary>Runs it until it is ended.</summary>
    public static async Task<int> RunAsync(string target)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddReverseProxy().LoadFromMemory(
            [new RouteConfig { RouteId = "all", ClusterId = "target", Match = new RouteMatch { Path = "{**rest}" } }],
            [new ClusterConfig { ClusterId = "target", Destinations = new Dictionary<string, DestinationConfig>(StringComparer.Ordinal) { ["one"] = new() { Address = target } } }]);
        var app = builder.Build();
        app.MapReverseProxy();
        await app.StartAsync();
        Console.WriteLine("ready " + app.Urls.First());
        await app.WaitForShutdownAsync();
        return 0;
    }

    /// <summary>Starts it as a child: this program once more, which runs as itself or under <c>dotnet</c>.</summary>
    public static Child Start(Uri target)
    {
        string[] under = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [Environment.GetCommandLineArgs()[0]] : [];
        return Child.Start("ready ", Environment.ProcessPath!, [.. under, "yarp", target.AbsoluteUri]);
    }
}
