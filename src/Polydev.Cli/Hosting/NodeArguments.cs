using System.Globalization;
using System.Net;
using Polydev.Cli.Surroundings;
using Polydev.Node.Cluster;
using Polydev.Protocol.Nodes;

namespace Polydev.Cli.Hosting;

/// <summary>Reads what <c>polydev node</c> is told by options and environment, and finds all that is wrong with it at once.</summary>
internal sealed class NodeArguments(Shell shell)
{
    private readonly List<string> _problems = [];

    /// <summary>Ends with everything that was wrong; does nothing when nothing was.</summary>
    public void Throw()
    {
        if (_problems.Count > 0)
        {
            throw CommandFailure.Usage($"The node cannot start: {string.Join("; ", _problems)}.", "See 'polydev node --help' and docs/operating.md.");
        }
    }

    /// <summary>The controller's addresses: <c>host:port</c>, several with commas between.</summary>
    public IReadOnlyList<DnsEndPoint> Controllers(string? given)
    {
        var text = given ?? shell.Variable("POLYDEV_CONTROLLER");
        if (text is null)
        {
            _problems.Add("no controller is named: give --controller HOST:PORT (POLYDEV_CONTROLLER)");
            return [];
        }

        var addresses = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(ReadAddress).ToList();
        if (addresses.Count == 0 || addresses.Contains(null))
        {
            _problems.Add($"the controller is '{text}': give HOST:PORT, or several with commas between");
        }

        return [.. addresses.OfType<DnsEndPoint>()];
    }

    /// <summary>The name: as given, as the node joined under, or the host's own.</summary>
    public string Name(string? given, string dataDirectory)
    {
        var joined = ClusterNode.JoinedAs(dataDirectory);
        var name = given ?? joined ?? Environment.MachineName;
        if (!NodeNames.IsValid(name))
        {
            _problems.Add($"the name is '{name}', which {(given is null ? "is the host's and no node's: choose one with --name" : "cannot be a node's")}: {NodeNames.Rule}");
        }
        else if (joined is not null && joined != name)
        {
            _problems.Add($"this host joined as '{joined}': leave --name out, or remove node.pem in {dataDirectory} to join as another");
        }

        return name;
    }

    /// <summary>The join token in a file, or on standard input for <c>-</c>. A file that is gone is no fault of a node that has joined.</summary>
    public JoinToken? Token(string? given, string dataDirectory)
    {
        if ((given ?? shell.Variable("POLYDEV_JOIN_TOKEN_FILE")) is not { } file)
        {
            return null;
        }

        try
        {
            var text = file == "-" ? shell.In.ReadLine() ?? "" : File.ReadAllText(file);
            if (JoinToken.TryParse(text, out var token))
            {
                return token;
            }

            _problems.Add($"{(file == "-" ? "standard input" : file)} holds no join token: pdj_, 43 letters, a dot, 43 letters");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (ClusterNode.JoinedAs(dataDirectory) is null)
            {
                _problems.Add($"the join token cannot be read: {e.Message.TrimEnd('.')}");
            }
        }

        return null;
    }

    /// <summary>Where the node's figures can be read, <c>address:port</c>; null for nowhere.</summary>
    public IPEndPoint? Metrics(string? given)
    {
        if ((given ?? shell.Variable("POLYDEV_METRICS_LISTEN")) is not { } text)
        {
            return null;
        }

        if (IPEndPoint.TryParse(text, out var at) && at.Port > 0)
        {
            return at;
        }

        _problems.Add($"the metrics are to be at '{text}': give an IP address of this host with a port, for example 10.0.0.2:9464");
        return null;
    }

    private static DnsEndPoint? ReadAddress(string text)
    {
        if (IPEndPoint.TryParse(text, out var literal))
        {
            return literal.Port > 0 ? new DnsEndPoint(literal.Address.ToString(), literal.Port) : null;
        }

        var colon = text.LastIndexOf(':');
        return colon > 0 && Uri.CheckHostName(text[..colon]) == UriHostNameType.Dns
            && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= IPEndPoint.MaxPort
            ? new DnsEndPoint(text[..colon], port)
            : null;
    }
}
