using System.Net;
using System.Net.Sockets;

namespace Polydev.Benchmarks.Rig;

/// <summary>Portkey's gateway from npm, the peer that runs here. The plain package fails on every stream; the override is the one its own issues name.</summary>
internal static class PortkeyPeer
{
    private const string Package = """{"private":true,"dependencies":{"@portkey-ai/gateway":"1.15.2"},"overrides":{"@hono/node-server":"1.14.1"}}""";

    /// <summary>Installs it when it is not there; null when npm or node is missing.</summary>
    public static async Task<string?> InstallAsync()
    {
        var directory = Repository.Scratch("portkey");
        var entry = Path.Combine(directory, "node_modules", "@portkey-ai", "gateway", "build", "start-server.js");
        if (File.Exists(entry))
        {
            return entry;
        }

        await File.WriteAllTextAsync(Path.Combine(directory, "package.json"), Package);
        try
        {
            using var npm = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("npm", ["install", "--no-audit", "--no-fund"]) { UseShellExecute = false, WorkingDirectory = directory, RedirectStandardOutput = true })!;
            await npm.WaitForExitAsync();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }

        return File.Exists(entry) ? entry : null;
    }

    /// <summary>Starts it on a free port; the address is there when it answers.</summary>
    public static async Task<(Child Child, Uri Address)> StartAsync(string entry)
    {
        var port = FreePort();
        var child = Child.Start(null, "node", [entry, "--port=" + port, "--headless"]);
        for (var tries = 0; tries < 300; tries++)
        {
            using var probe = new TcpClient();
            try
            {
                await probe.ConnectAsync(IPAddress.Loopback, port);
                return (child, new Uri($"http://127.0.0.1:{port}"));
            }
            catch (SocketException)
            {
                await Task.Delay(100);
            }
        }

        throw new InvalidOperationException("The peer did not start:\n" + child.Said());
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
