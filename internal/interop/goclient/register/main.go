// Register asks the register whose token this is.
//
//	SOGOC_QUESTION=TOKEN client ORIGIN
//
// The package api is generated from the register's OpenAPI document.
package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"slices"

	"sogoc-interop-client/register/api"
)

func main() {
	if err := ask(context.Background(), os.Args[1], os.Getenv("SOGOC_QUESTION")); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func ask(ctx context.Context, origin, token string) error {
	client, err := api.NewClientWithResponses(origin)
	if err != nil {
		return err
	}
	answer, err := client.GetMeWithResponse(ctx, func(_ context.Context, request *http.Request) error {
		request.Header.Set("Authorization", "Bearer "+token)
		return nil
	})
	if err != nil {
		return err
	}
	if answer.JSON200 == nil || !slices.Contains(answer.JSON200.Roles, "registrar") {
		return fmt.Errorf("it answers %s", answer.Status())
	}
	return nil
}
