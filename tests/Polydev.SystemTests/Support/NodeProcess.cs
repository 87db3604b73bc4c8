using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Polydev.SystemTests.Support;

/// <summary>A <c>polydev node</c> on this machine, as a user starts it, that can be killed and started again on the same data.</summary>
internal sealed class NodeProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly StringBuilder _said = new();
    private readonly string _controller;
    private readonly string _metrics = $"127.0.0.1:{FreePort()}";
    private Process _process = null!;

    private NodeProcess(string name, string controller) => (Name, _controller) = (name, controller);

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its data directory.</summary>
    public string Data { get; } = Directory.CreateTempSubdirectory("polydev-node-").FullName;

    /// <summary>Everything it wrote to standard output and error.</summary>
    public string Said
    {
        get
        {
            lock (_said)
            {
                return _said.ToString();
            }
        }
    }

    /// <summary>Where its figures are.</summary>
    public Uri Metrics => new($"http://{_metrics}/metrics");

    /// <summary>Process id of its gateway; 0 while there is none.</summary>
    public int GatewayPid => int.TryParse(File.ReadAllText(Path.Combine(Data, "egress.pid")), CultureInfo.InvariantCulture, out var pid) ? pid : 0;

    /// <summary>A port of loopback that nobody uses.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Joins a controller with a token, and waits until it is let in.</summary>
    public static async Task<NodeProcess> JoinAsync(string name, string controller, string token)
    {
        var node = new NodeProcess(name, controller);
        await File.WriteAllTextAsync(Path.Combine(node.Data, "token"), token + "\n");
        await node.StartAgainAsync();
        File.Delete(Path.Combine(node.Data, "token"));
        return node;
    }

    /// <summary>Starts it on the same data, and waits until it is let in.</summary>
    public async Task StartAgainAsync()
    {
        string[] arguments = ["node", "--controller", _controller, "--name", Name, "--data", Data, "--driver", "process", "--drain-timeout", "5s", "--metrics-listen", _metrics];
        var token = Path.Combine(Data, "token");
        _process = PolydevProcess.Launch(File.Exists(token) ? [.. arguments, "--token-file", token] : arguments, []);
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Hear(string? line)
        {
            lock (_said)
            {
                _said.AppendLine(line);
            }

            if (line == "ready " + Name)
            {
                ready.TrySetResult();
            }
        }

        _process.OutputDataReceived += (_, e) => Hear(e.Data);
        _process.ErrorDataReceived += (_, e) => Hear(e.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await Task.WhenAny(ready.Task, _process.WaitForExitAsync(), Task.Delay(s_patience));
        Assert.True(ready.Task.IsCompleted, $"node {Name} did not get ready:\n{Said}");
    }

    /// <summary>Kills it as a crash would; its workers and its gateway live on.</summary>
    public void Kill9()
    {
        PolydevProcess.Kill9(_process.Id);
        _process.WaitForExit((int)s_patience.TotalMilliseconds);
        _process.Dispose();
    }

    /// <summary>Waits until it has ended by itself, and gives its exit code.</summary>
    public async Task<int> EndedAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(s_patience);
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        PolydevProcess.Terminate(_process.Id);
        await _process.WaitForExitAsync().WaitAsync(s_patience);
        _process.Dispose();
        Directory.Delete(Data, recursive: true);
    }
}
