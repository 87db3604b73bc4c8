using System.Net;
using Polydev.Tests.Controller.Api;

namespace Polydev.Tests.Controller.Tenants;

/// <summary>A request comes in with a good key in any of three places, or to an open route, or not at all.</summary>
public sealed class CallerAuthenticationTests
{
    [Theory]
    [InlineData("Authorization", "Bearer ")]
    [InlineData("Authorization", "bearer ")]
    [InlineData("x-api-key", "")]
    [InlineData("x-goog-api-key", "")]
    public async Task A_key_is_found_where_SDKs_put_it(string header, string prefix)
    {
        await using var api = await TestApi.StartAsync();
        using var client = api.Client();
        client.DefaultRequestHeaders.TryAddWithoutValidation(header, prefix + api.AdminKey);
        Assert.Equal("default", await client.GetStringAsync("/v1/whoami", TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("/healthz", HttpStatusCode.OK)]
    [InlineData("/v1/open", HttpStatusCode.OK)]
    [InlineData("/v1/whoami", HttpStatusCode.Unauthorized)]
    [InlineData("/v1/none", HttpStatusCode.Unauthorized)]
    [InlineData("/healthzz", HttpStatusCode.Unauthorized)]
    public async Task Only_open_routes_are_served_without_a_key(string path, HttpStatusCode expected)
    {
        await using var api = await TestApi.StartAsync();
        using var client = api.Client();
        using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(expected, response.StatusCode);
        if (expected == HttpStatusCode.Unauthorized)
        {
            Assert.Equal("Bearer", response.Headers.WwwAuthenticate.ToString());
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        }
    }
}
